// What is wanted of Kubernetes and of the agent for a node: hold, taint, condition, rebirth.
import type { Incarnation } from '../kernel/ids.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import type { Wanted } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import type { NodeAction, Taint } from './inputs.ts'
import { hasDeadKubelet, isHeard, judgedAfterMs, silentAt } from './node-signs.ts'
import { service } from './out-of-service.ts'
import type { NodeHard, NodeSoft, NodeState } from './node-state.ts'

/** The taint of a node that gets no new pods. */
export const isolatedTaint: Taint = { key: 'causeway.io/isolated', effect: 'NoSchedule' }

/** Whether Kubernetes is kept from evicting: from the first second, before any verdict. */
export const holds = (state: NodeState): boolean => mayHold(state.hard) && !hasDeadKubelet(state)

/** The same from facts alone, which know of no renewals: what the past shows. */
export const holdsByFacts = (hard: NodeHard): boolean => mayHold(hard) && hard.kubelet !== 'dead'

const mayHold = ({ enrolled, verdict, holdEnded }: NodeHard): boolean =>
  enrolled && verdict !== 'failed' && !holdEnded

/** Whether it is held by its Lease, so that Kubernetes sees it ready. */
const renews = (state: NodeState, { holdBy }: HealthConfig): boolean =>
  holdBy === 'lease' && holds(state)

/** A Lease is renewed at this age: late enough for a slow kubelet to do so itself, whose write would else meet ours. */
const leaseAgeMaxMs = ({ leaseGraceMs, holdAtShare }: HealthConfig): number =>
  leaseGraceMs * holdAtShare

const nothing: readonly NodeAction[] = []

/** All that is wanted now, and when that may change by itself. */
export function reconcileNode(
  state: NodeState,
  now: MonoMs,
  config: HealthConfig,
): Wanted<NodeAction> {
  if (!state.hard.enrolled) return { actions: nothing }
  const actions = those(
    renewal(state, now, config),
    taint(state),
    linked(state),
    restoration(state, now, config),
    service(state, config),
    rebirth(state, now, config),
  )
  return withDue(actions, dueOf(state, now, config))
}

const isWanted = (action: NodeAction | undefined): action is NodeAction => action !== undefined

/** Those that are wanted: of a node at rest none is. */
const those = (...actions: readonly (NodeAction | undefined)[]): readonly NodeAction[] =>
  actions.some(isWanted) ? actions.filter(isWanted) : nothing

function renewal(state: NodeState, now: MonoMs, config: HealthConfig) {
  const { hard, soft } = state
  if (!renews(state, config) || soft.lease === undefined) return undefined
  const { renewMicros, latestMicros: afterMicros } = soft.lease
  const isBehind = renewMicros < afterMicros
  if (!isBehind && now - soft.lease.at < leaseAgeMaxMs(config)) return undefined
  const { node } = hard
  const leapMs = renewsItself(soft, now, config) ? 0 : config.leaseGraceMs
  return { kind: 'renew-lease', key: `lease/${node}`, node, afterMicros, leapMs } as const
}

/** A kubelet that renews, even with a clock that is behind, will be believed again the sooner the less we leap. */
const renewsItself = ({ renewedAt }: NodeSoft, now: MonoMs, { silenceMs }: HealthConfig): boolean =>
  renewedAt !== undefined && now - renewedAt < silenceMs

const isIsolation = ({ key, effect }: Taint): boolean =>
  key === isolatedTaint.key && effect === isolatedTaint.effect

/** No new pods on a node that is not healthy. */
function taint({ hard, soft }: NodeState): NodeAction | undefined {
  if (soft.seen === undefined) return undefined
  const { node } = hard
  const present = hard.verdict !== 'healthy'
  if (soft.seen.taints.some(isIsolation) === present) return undefined
  return { kind: 'set-taint', key: `taint/${node}`, node, taint: isolatedTaint, present }
}

function linked({ hard, soft }: NodeState): NodeAction | undefined {
  if (soft.seen === undefined) return undefined
  const { node, verdict } = hard
  const link = verdict === 'healthy'
  if (soft.seen.linked === (link ? 'True' : 'False')) return undefined
  return { kind: 'set-linked', key: `linked/${node}`, node, linked: link, verdict }
}

/** A kubelet that is there reports its node itself. */
function restoration(state: NodeState, now: MonoMs, config: HealthConfig) {
  const { hard, soft } = state
  if (!renews(state, config) || soft.seen?.ready !== 'Unknown') return undefined
  if (renewsItself(soft, now, config)) return undefined
  const { node } = hard
  return { kind: 'restore-ready', key: `ready/${node}`, node } as const
}

/** Asked while the ended session still beats. */
function rebirth({ hard, soft }: NodeState, now: MonoMs, config: HealthConfig) {
  if (soft.ended === undefined || now - soft.ended.at >= rebirthMs(config)) return undefined
  const { node } = hard
  const above = Math.max(hard.incarnation, hard.endedUpTo) as Incarnation
  return { kind: 'ask-rebirth', key: `rebirth/${node}`, node, above } as const
}

const rebirthMs = (config: HealthConfig): number => 2 * config.beatMs

function withDue(actions: readonly NodeAction[], due: number): Wanted<NodeAction> {
  return due === Infinity ? { actions } : { actions, due: monoMs(due) }
}

/** The next moment at which something may follow from time alone. */
function dueOf(state: NodeState, now: MonoMs, config: HealthConfig): number {
  const { soft } = state
  let due = Infinity
  if (renews(state, config) && soft.lease !== undefined)
    due = later(soft.lease.at + leaseAgeMaxMs(config), now, due)
  if (soft.ended !== undefined) due = later(soft.ended.at + rebirthMs(config), now, due)
  const silent = silentAt(soft, config)
  if (silent === undefined) return due
  due = later(silent, now, due)
  due = later(silent - config.silenceMs + judgedAfterMs(config), now, due)
  if (soft.relayedAt !== undefined) due = later(soft.relayedAt + config.silenceMs, now, due)
  return isHeard(soft, now, config) ? due : Math.min(due, now + config.roundMs)
}

/** The earlier of two dues, where one that has passed does not count. */
const later = (at: number, now: MonoMs, due: number): number => (at > now ? Math.min(at, due) : due)
