// The process of one app's rollout: batch after batch, each well for a while before the next; what fails is taken back.
import type { Keyed, Moment, Process, Stamp, State } from '../../kernel/process.ts'
import { monoMs } from '../../kernel/time.ts'
import type { MonoMs } from '../../kernel/time.ts'
import type { UnitName } from '../dialect.ts'
import type { Rollout, RolloutFact, RolloutSight } from './facts.ts'
import { batchesOf } from './plan.ts'

/** What survives: where the rollout stands, and since when in wall time. */
export interface RolloutHard {
  readonly app: string
  readonly rollout: Rollout | undefined
  readonly sinceMs: number
}

/** What was seen last, and since when the batch has been well. */
export interface RolloutSoft {
  readonly sight: RolloutSight | undefined
  readonly wellSince: MonoMs | undefined
}

/** What comes in. */
export type RolloutInput =
  { readonly kind: 'seen'; readonly sight: RolloutSight } | { readonly kind: 'tick' }

type RolloutState = State<RolloutHard, RolloutSoft>

/** The rules of one app's rollout; what it means for a unit says `mayGet`. */
export const rollout: Process<
  RolloutHard,
  RolloutSoft,
  RolloutInput,
  RolloutFact,
  Keyed,
  undefined
> = {
  initial: (app) => ({
    hard: { app, rollout: undefined, sinceMs: 0 },
    soft: { sight: undefined, wellSince: undefined },
  }),
  decide: (state, input, at) => {
    const sight = input.kind === 'seen' ? input.sight : state.soft.sight
    if (sight === undefined) return []
    const seen: RolloutState = { ...state, soft: { ...state.soft, sight } }
    const { app } = state.hard
    const moved = next(seen, sight, at)
    return [
      ...(input.kind === 'seen' ? [{ kind: 'rollout-observed', app, sight } as const] : []),
      ...(moved === undefined ? [] : [{ kind: 'rollout-moved', app, ...moved } as const]),
    ]
  },
  evolve: (state, fact, stamp) =>
    fact.kind === 'rollout-observed'
      ? observed(state, fact.sight, stamp)
      : moved(state, fact, stamp),
  reconcile: ({ hard, soft }, at) => {
    const due = dueOf(hard, soft, at)
    return { actions: [], ...(due === undefined ? {} : { due }) }
  },
}

/** Where the rollout goes from here; undefined: it stays. */
function next(
  state: RolloutState,
  sight: RolloutSight,
  at: Moment<undefined>,
): Rollout | undefined {
  const { rollout: now } = state.hard
  const { revision, plan } = sight
  if (now?.revision !== revision) return begun(sight)
  if (now.phase === 'rolling' && plan.isPaused) return { ...now, phase: 'paused' }
  if (now.phase === 'paused' && !plan.isPaused) return { ...now, phase: 'rolling' }
  return now.phase === 'rolling' ? rolled(state, now, sight, at) : undefined
}

/** A batch was well for long enough, or was not in time. */
function rolled(
  state: RolloutState,
  now: Rollout,
  sight: RolloutSight,
  at: Moment<undefined>,
): Rollout | undefined {
  const { plan, units } = sight
  const waiting = unwell(now, units)
  if (waiting !== undefined) {
    if (at.hlc.wallMs - state.hard.sinceMs < plan.timeoutMs) return undefined
    const because = `${waiting.unit}: not well within ${plan.timeoutMs / 1_000} s of its batch`
    return { ...now, phase: plan.onFailure === 'stop' ? 'stopped' : 'rolled-back', because }
  }
  const { wellSince } = observed(state, sight, { hlc: at.hlc, mono: at.mono }).soft
  if (wellSince === undefined || at.mono - wellSince < plan.healthyMs) return undefined
  const isLast = now.batch + 1 >= now.batches.length
  return isLast ? { ...now, phase: 'done' } : { ...now, batch: now.batch + 1 }
}

/** A revision that no unit has yet is rolled from its first batch; one that all have was never staged. */
function begun({ revision, plan, units }: RolloutSight): Rollout | undefined {
  if (units.every(({ stand }) => stand !== 'old')) return undefined
  const batches = batchesOf(
    plan,
    units.map(({ unit }) => unit),
  )
  return { revision, phase: plan.isPaused ? 'paused' : 'rolling', batch: 0, batches }
}

/** A unit of the batches so far that is there and not well. */
const unwell = ({ batch, batches }: Rollout, units: RolloutSight['units']) => {
  const named = new Set(batches.slice(0, batch + 1).flat())
  return units.find(({ unit, stand }) => named.has(unit) && stand !== 'well')
}

function observed(state: RolloutState, sight: RolloutSight, { mono }: Stamp): RolloutState {
  const { rollout: now } = state.hard
  const isWell = now !== undefined && unwell(now, sight.units) === undefined
  const wellSince = isWell ? (state.soft.wellSince ?? mono) : undefined
  return { ...state, soft: { sight, wellSince } }
}

function moved(
  state: RolloutState,
  { revision, phase, batch, batches, because }: Extract<RolloutFact, { kind: 'rollout-moved' }>,
  { hlc, mono }: Stamp,
): RolloutState {
  const rollout = { revision, phase, batch, batches, because }
  const { sight } = state.soft
  // The next batch has to be well for its own while, which may begin at once.
  const isWell = sight !== undefined && unwell(rollout, sight.units) === undefined
  return {
    hard: { ...state.hard, rollout, sinceMs: hlc.wallMs },
    soft: { sight, wellSince: isWell ? mono : undefined },
  }
}

/** When a batch that is well has been so for long enough, or a second from now: others' clocks count for the timeout. */
function dueOf(
  { rollout: now }: RolloutHard,
  { sight, wellSince }: RolloutSoft,
  at: MonoMs,
): MonoMs | undefined {
  if (now?.phase !== 'rolling' || sight === undefined) return undefined
  const againMs = monoMs(at + 1_000)
  if (wellSince === undefined) return againMs
  return monoMs(Math.min(againMs, wellSince + sight.plan.healthyMs))
}

/** What a unit may do with what its app asks for: get it, keep what it has, or go back to what it had. */
export type May = 'get' | 'keep' | 'go-back'

/** What a unit may do. */
export function mayGet(hard: RolloutHard, revision: string, unit: UnitName): May {
  const { rollout: now } = hard
  // It is about to begin.
  if (now?.revision !== revision) return 'keep'
  const named = now.batches.findIndex((units) => units.includes(unit))
  const batch = named === -1 ? now.batches.length - 1 : named
  switch (now.phase) {
    case 'done':
      return 'get'
    case 'rolled-back':
      return 'go-back'
    case 'rolling':
      return batch <= now.batch ? 'get' : 'keep'
    // What was given stays as it was given; nothing more is given.
    case 'paused':
    case 'stopped':
      return batch < now.batch ? 'get' : 'keep'
  }
}
