// When a node stops its singletons itself: before others may start them, and until the cloud has said what became of them.
import { unreachable } from '../kernel/assert.ts'
import { nodeId, type NodeId } from '../kernel/ids.ts'
import type { Moment, Process, Stamp, State, Wanted } from '../kernel/process.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import type { FenceFact } from './facts.ts'
import type { FenceInput } from './fence-words.ts'

/** What survives a restart. */
export interface FenceHard {
  readonly node: NodeId
  readonly fenced: boolean
}

/** What this run has seen. */
export interface FenceSoft {
  readonly startedAt: MonoMs | undefined
  /** When the newest beat was sent that the cloud answered, on whatever way. */
  readonly heardAt: MonoMs | undefined
  /** The same of beats on a direct path: only they keep a longest hold from ending. */
  readonly directAt: MonoMs | undefined
  /** Since when at least half of the node's observers have said that it lives. */
  readonly vouchedAt: MonoMs | undefined
  readonly observers: number
  readonly maxHoldMs: number | undefined
  readonly fencedAt: MonoMs | undefined
}

/** What is wanted: pods are hidden, or not even told of before it is known whether they are to be. */
export type FenceAction =
  { readonly kind: 'hide'; readonly key: 'hide' } | { readonly kind: 'wait'; readonly key: 'wait' }

/** The state of one node's fence. */
export type FenceState = State<FenceHard, FenceSoft>

/** The process of a fence; its key is its node. */
export const fenceProcess: Process<
  FenceHard,
  FenceSoft,
  FenceInput,
  FenceFact,
  FenceAction,
  HealthConfig
> = { initial, decide, evolve, reconcile }

/** What passes at least between a verdict `failed` and the node's pods being evicted: the Lease was renewed until then. */
const restMs = ({ leaseGraceMs, holdAtShare }: HealthConfig): number =>
  leaseGraceMs * (1 - holdAtShare)

/** What observers said counts for so many rounds: they say it each round, and one report may be lost. */
const vouchesRounds = 2

/** From the moment at which the node may be judged `failed`; the rest of the rest is for pods to stop in. */
const waitMs = (config: HealthConfig): number => restMs(config) / 3

/** So long a run that has heard nothing yet takes to find out whether it is heard. */
export const doubtMs = (config: HealthConfig): number => restMs(config) / 6

/** The longest that fencing takes after the last sign of a node: later it surely has, if its agent runs. */
export const fencingTakesMs = (config: HealthConfig): number =>
  config.silenceMs + waitMs(config) + doubtMs(config)

function initial(key: string): FenceState {
  const nothing = { startedAt: undefined, heardAt: undefined, directAt: undefined }
  return {
    hard: { node: nodeId(key), fenced: false },
    soft: {
      ...nothing,
      vouchedAt: undefined,
      observers: 0,
      maxHoldMs: undefined,
      fencedAt: undefined,
    },
  }
}

function decide(
  state: FenceState,
  input: FenceInput,
  at: Moment<HealthConfig>,
): readonly FenceFact[] {
  const { node } = state.hard
  const seen: readonly FenceFact[] =
    input.kind === 'tick' ? [] : [{ kind: 'fence-observed', node, seen: input }]
  const stamp = { hlc: at.hlc, mono: at.mono }
  const next = seen.reduce((now: FenceState, fact) => evolve(now, fact, stamp), state)
  if (next.hard.fenced) return isTold(next, input) ? [...seen, { kind: 'unfenced', node }] : seen
  const from = fencedFrom(next, at.config)
  if (from === undefined || at.mono < from) return seen
  return [...seen, { kind: 'fenced', node, because: reasonOf(next) }]
}

/** Only the cloud ends it, by answering what was said since; and only once the node has all that it says of its pods. */
function isTold({ soft }: FenceState, input: FenceInput): boolean {
  if (input.kind !== 'answered' || !input.isCurrent) return false
  return soft.fencedAt === undefined || (soft.heardAt ?? -Infinity) > soft.fencedAt
}

const reasonOf = ({ soft }: FenceState): string =>
  soft.heardAt === undefined && soft.vouchedAt === undefined
    ? 'it started, and was heard by nobody'
    : 'neither the cloud nor half of its observers hear it, or its longest hold is over'

/** When nobody may be counted on to run these pods here any more; undefined: never, as far as is known now. */
function fencedFrom({ soft }: FenceState, config: HealthConfig): MonoMs | undefined {
  const { startedAt, heardAt, vouchedAt, directAt, observers, maxHoldMs } = soft
  if (startedAt === undefined) return undefined
  const unheard = startedAt + doubtMs(config) - waitMs(config)
  const heard = heardAt === undefined ? unheard : heardAt + config.silenceMs
  const vouched = vouchedAt === undefined ? unheard : vouchedAt + vouchesRounds * config.roundMs
  const judged = observers === 0 ? Infinity : Math.max(heard, vouched)
  const limit = maxHoldMs ?? config.maxHoldMs ?? Infinity
  const held = directAt === undefined ? unheard : directAt + Math.max(limit, config.silenceMs)
  const from = Math.min(judged, limit === Infinity ? Infinity : held) + waitMs(config)
  return from === Infinity ? undefined : monoMs(Math.ceil(from))
}

/** A run that has heard nobody yet, and may have to fence, does not say that the pods are to run. */
function isInDoubt({ soft }: FenceState, from: MonoMs | undefined, config: HealthConfig): boolean {
  if (soft.startedAt === undefined) return true
  return from !== undefined && from <= Math.ceil(soft.startedAt + doubtMs(config)) + 1
}

function evolve({ hard, soft }: FenceState, fact: FenceFact, { mono }: Stamp): FenceState {
  switch (fact.kind) {
    case 'fenced':
      return { hard: { ...hard, fenced: true }, soft: { ...soft, fencedAt: mono } }
    case 'unfenced':
      return { hard: { ...hard, fenced: false }, soft: { ...soft, fencedAt: undefined } }
    case 'fence-observed':
      return { hard, soft: mono === undefined ? soft : observed(soft, fact.seen, mono) }
    default:
      return unreachable(fact)
  }
}

type Seen = Extract<FenceFact, { kind: 'fence-observed' }>['seen']

function observed(soft: FenceSoft, seen: Seen, now: MonoMs): FenceSoft {
  switch (seen.kind) {
    case 'started':
      return { ...soft, startedAt: now }
    case 'answered': {
      const at = monoMs(now - seen.agoMs)
      const directAt = seen.isDirect ? later(soft.directAt, at) : soft.directAt
      return { ...soft, heardAt: later(soft.heardAt, at), directAt }
    }
    case 'looked': {
      const { vouchedAgoMs, observers, maxHoldMs } = seen.look
      const at = vouchedAgoMs === undefined ? undefined : monoMs(now - vouchedAgoMs)
      const vouchedAt = at === undefined ? soft.vouchedAt : later(soft.vouchedAt, at)
      return { ...soft, vouchedAt, observers, maxHoldMs }
    }
    default:
      return unreachable(seen)
  }
}

const later = (known: MonoMs | undefined, at: MonoMs): MonoMs =>
  known === undefined || at > known ? at : known

/** What is due is hidden, also where the disk does not take the fact of it. */
function reconcile(state: FenceState, now: MonoMs, config: HealthConfig): Wanted<FenceAction> {
  if (state.hard.fenced) return { actions: [{ kind: 'hide', key: 'hide' }] }
  const from = fencedFrom(state, config)
  if (from !== undefined && now >= from)
    return { actions: [{ kind: 'hide', key: 'hide' }], due: now }
  const actions: readonly FenceAction[] = isInDoubt(state, from, config)
    ? [{ kind: 'wait', key: 'wait' }]
    : []
  return from === undefined ? { actions } : { actions, due: from }
}
