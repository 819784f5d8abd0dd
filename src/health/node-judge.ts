// What follows for a node from all that is known of it now: enrolment, verdict, presence, hold.
import type { Incarnation } from '../kernel/ids.ts'
import type { Moment } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import { evidenceOf } from './evidence.ts'
import { isSteady, lapsesWith } from './flapping.ts'
import type { NodeFact } from './facts.ts'
import {
  heardAt,
  isDeaf,
  isHeard,
  isPlainlyDead,
  isRelayed,
  judgedAfterMs,
  presenceOf,
  settledOf,
  silentForMs,
} from './node-signs.ts'
import type { NodeHard, NodeSoft, NodeState } from './node-state.ts'
import type { Settled } from './quorum.ts'
import type { Tally, Verdict } from './words.ts'
import { isWorse, verdictOf } from './verdict.ts'

/** The facts that follow. */
export function consequences(state: NodeState, at: Moment<HealthConfig>): readonly NodeFact[] {
  const { hard, soft } = state
  if (!hard.enrolled) return enrolment(state, at)
  const settled = settledOf(soft, at.mono, at.config)
  return [
    ...verdict(state, settled, at),
    ...agent(state, at),
    ...hold(state, at),
    ...presence(state, at),
  ]
}

/** A node is managed once it has introduced itself in a beat and Kubernetes knows it: else no peer could be told of it. */
function enrolment({ hard, soft }: NodeState, at: Moment<HealthConfig>): readonly NodeFact[] {
  const { candidate, seen } = soft
  if (candidate?.introduction === undefined || seen === undefined) return []
  const { node } = hard
  const { site } = seen
  const presence = presenceOf(soft, at.mono, at.config)
  const { incarnation, stateEpoch: epoch, kubelet } = candidate
  return [
    { kind: 'node-enrolled', node, site, incarnation, epoch, kubelet },
    { kind: 'presence-changed', node, site, presence, lapses: 0 },
  ]
}

function verdict(
  state: NodeState,
  settled: Settled,
  at: Moment<HealthConfig>,
): readonly NodeFact[] {
  const { node, verdict: previous } = state.hard
  const next = wanted(state, settled, at)
  if (next === previous) return []
  const evidence = evidenceOf(state, settled, next, at)
  const reached: NodeFact = { kind: 'verdict-reached', node, verdict: next, previous, evidence }
  return next === 'failed' ? [reached, ...endedWith(state.hard)] : [reached]
}

/** The session of a node that fails is over. */
export const endedWith = ({ node, incarnation }: NodeHard): readonly NodeFact[] => [
  { kind: 'session-ended', node, incarnation: incarnation as Incarnation },
]

function wanted({ hard, soft }: NodeState, settled: Settled, at: Moment<HealthConfig>): Verdict {
  const { mono, config } = at
  if (hard.declared && hard.verdict === 'failed') return 'failed'
  const signs = {
    heard: isHeard(soft, mono, config),
    relayed: isRelayed(soft, mono, config) || isDeaf(soft, mono, config),
    tally: newTally(hard, settled),
    siteCut: soft.siteCut,
  }
  const next = verdictOf(signs, hard.verdict)
  if (isWorse(next, hard.verdict)) return mayJudge(soft, next, at) ? next : hard.verdict
  const flaps = next === 'healthy' && hard.verdict === 'isolated' && !isSteady(soft, mono, config)
  return flaps ? 'isolated' : next
}

function mayJudge(soft: NodeSoft, next: Verdict, { mono, config }: Moment<HealthConfig>): boolean {
  const silentMs = silentForMs(soft, mono)
  if (silentMs < config.silenceMs) return false
  if (silentMs >= judgedAfterMs(config)) return true
  return next === 'failed' && isPlainlyDead(soft, mono, config)
}

/** `alive` brings a failed node back only from a round after the one it was found dead in. */
function newTally({ verdict: now, judgedIn }: NodeHard, settled: Settled): Tally {
  const { tally, incarnation, round } = settled
  if (now !== 'failed' || tally !== 'alive' || judgedIn === undefined) return tally
  if (incarnation === undefined || round === undefined) return 'open'
  const later =
    incarnation > judgedIn.incarnation ||
    (incarnation === judgedIn.incarnation && round > judgedIn.round)
  return later ? 'alive' : 'open'
}

/**
 * Its kubelet went on renewing for a whole silence after its agent was heard last. That a beat is the older of two last
 * signs says nothing: who dies as a whole, or is cut off, ends like that.
 */
function agent({ hard, soft }: NodeState, at: Moment<HealthConfig>): readonly NodeFact[] {
  const { node, agentAway } = hard
  const { beatAt, listeningSince, presentSince, renewedAt } = soft
  if (agentAway) return beatAt === undefined ? [] : agentBack(node, at.mono - beatAt, at.config)
  const isAlone = soft.presence === 'heard' && isHeard(soft, at.mono, at.config)
  if (!isAlone || listeningSince === undefined || renewedAt === undefined) return []
  const since = Math.max(listeningSince, beatAt ?? 0, presentSince ?? at.mono)
  return renewedAt - since < at.config.silenceMs ? [] : [{ kind: 'agent-lost', node }]
}

const agentBack = (
  node: NodeHard['node'],
  agoMs: number,
  config: HealthConfig,
): readonly NodeFact[] => (agoMs < config.silenceMs ? [{ kind: 'agent-returned', node }] : [])

/** A hold may have an end: counted from the verdict, by the clock that facts carry, and anew whenever the node is heard. */
function hold({ hard, soft }: NodeState, at: Moment<HealthConfig>): readonly NodeFact[] {
  const maxMs = soft.seen?.maxHoldMs ?? at.config.maxHoldMs
  const { node, since } = hard
  if (maxMs === undefined || since === undefined || hard.holdEnded) return []
  if (hard.verdict !== 'isolated' || isHeard(soft, at.mono, at.config)) return []
  if (at.mono - (heardAt(soft) ?? -Infinity) < maxMs) return []
  if (at.hlc.wallMs - since.wallMs < maxMs) return []
  return [{ kind: 'hold-ended', node, reason: `isolated for ${Math.round(maxMs / 1000)} s` }]
}

function presence({ hard, soft }: NodeState, at: Moment<HealthConfig>): readonly NodeFact[] {
  const now = presenceOf(soft, at.mono, at.config)
  if (now === soft.presence || !announces(soft)) return []
  const { node, site } = hard
  const lapses = lapsesWith(soft, now, at.config)
  return [{ kind: 'presence-changed', node, site, presence: now, lapses }]
}

/** A site learns of a member once the cloud listens for it, or hears it. */
const announces = (soft: NodeSoft): boolean =>
  soft.listeningSince !== undefined || heardAt(soft) !== undefined
