// The health of one site, in the cloud: who is a member, who observes whom, and whether it is cut.
import { unreachable } from '../kernel/assert.ts'
import { siteId, type NodeId, type SiteId } from '../kernel/ids.ts'
import type { Moment, Process, Stamp, State, Wanted } from '../kernel/process.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import type { SiteFact } from './facts.ts'
import type { SiteInput, Speech } from './inputs.ts'
import { assignObservers, type Observers } from './observers.ts'
import { isCut, isHealed, speechOf, type MemberSeen } from './site-cut.ts'

/** What survives a restart. */
export interface SiteHard {
  readonly site: SiteId
  readonly cut: boolean
}

/** The members as their nodes' processes told, and what was made of them. */
export interface SiteSoft {
  readonly members: ReadonlyMap<NodeId, MemberSeen>
  readonly observers: Observers
  /** When a member joined or left that has no observers assigned yet. */
  readonly changedAt: MonoMs | undefined
  readonly speech: Speech | undefined
}

/** The state of one site. */
export type SiteState = State<SiteHard, SiteSoft>

/** Members that join together are assigned together, this long after the first. */
const assignAfterMs = 250

/** The process of a site; its key is the site's name. */
export const siteHealth: Process<SiteHard, SiteSoft, SiteInput, SiteFact, never, HealthConfig> = {
  initial,
  decide,
  evolve,
  reconcile,
}

function initial(key: string): SiteState {
  return {
    hard: { site: siteId(key), cut: false },
    soft: { members: new Map(), observers: new Map(), changedAt: undefined, speech: undefined },
  }
}

function decide(state: SiteState, input: SiteInput, at: Moment<HealthConfig>): readonly SiteFact[] {
  const stamp = { hlc: at.hlc, mono: at.mono }
  const seen: readonly SiteFact[] =
    input.kind === 'tick' ? [] : [{ ...input, kind: 'member-observed', site: state.hard.site }]
  const next = seen.reduce((now, fact) => evolve(now, fact, stamp), state)
  return [...seen, ...cutOrHealed(next, at), ...spoken(next), ...assigned(next, at)]
}

function cutOrHealed(
  { hard, soft }: SiteState,
  { config }: Moment<HealthConfig>,
): readonly SiteFact[] {
  const { site, cut } = hard
  if (!cut && isCut(soft.members, config.siteWindowMs))
    return [{ kind: 'site-cut', site, silent: only(soft, 'silent'), members: allOf(soft) }]
  if (cut && isHealed(soft.members))
    return [{ kind: 'site-healed', site, heard: only(soft, 'heard'), members: allOf(soft) }]
  return []
}

const allOf = ({ members }: SiteSoft): readonly NodeId[] => [...members.keys()].sort()

const only = ({ members }: SiteSoft, presence: MemberSeen['presence']): readonly NodeId[] =>
  [...members.keys()].filter((node) => members.get(node)?.presence === presence).sort()

function spoken({ hard, soft }: SiteState): readonly SiteFact[] {
  const speech = speechOf(soft.members)
  const { speech: before } = soft
  if (before?.members === speech.members && before.heard === speech.heard) return []
  return [{ kind: 'speech-changed', site: hard.site, speech, before }]
}

function assigned({ hard, soft }: SiteState, at: Moment<HealthConfig>): readonly SiteFact[] {
  if (soft.changedAt === undefined || at.mono - soft.changedAt < assignAfterMs) return []
  const members = allOf(soft)
  const all = assignObservers(members, at.config.observersMax)
  const changed = new Map(
    [...all].filter(([node, observers]) => !same(soft.observers.get(node), observers)),
  )
  return [{ kind: 'observers-assigned', site: hard.site, members, changed, cut: hard.cut }]
}

const same = (a: readonly NodeId[] | undefined, b: readonly NodeId[]): boolean =>
  a !== undefined && a.length === b.length && a.every((node, i) => node === b[i])

function evolve({ hard, soft }: SiteState, fact: SiteFact, { mono }: Stamp): SiteState {
  switch (fact.kind) {
    case 'site-cut':
      return { hard: { ...hard, cut: true }, soft }
    case 'site-healed':
      return { hard: { ...hard, cut: false }, soft }
    case 'member-observed':
      return mono === undefined ? { hard, soft } : { hard, soft: observed(soft, fact, mono) }
    case 'observers-assigned': {
      const observers = new Map(soft.observers)
      for (const [node, own] of fact.changed) observers.set(node, own)
      for (const node of observers.keys()) if (!fact.members.includes(node)) observers.delete(node)
      return { hard, soft: { ...soft, observers, changedAt: undefined } }
    }
    case 'speech-changed':
      return { hard, soft: { ...soft, speech: fact.speech } }
    default:
      return unreachable(fact)
  }
}

function observed(
  soft: SiteSoft,
  { node, presence }: Extract<SiteFact, { kind: 'member-observed' }>,
  now: MonoMs,
): SiteSoft {
  const members = new Map(soft.members)
  const known = members.has(node)
  if (presence === 'left') members.delete(node)
  else members.set(node, { presence, at: now })
  const changedAt = known === members.has(node) ? soft.changedAt : (soft.changedAt ?? now)
  return { ...soft, members, changedAt }
}

function reconcile({ soft }: SiteState): Wanted<never> {
  if (soft.changedAt === undefined) return { actions: [] }
  return { actions: [], due: monoMs(soft.changedAt + assignAfterMs) }
}
