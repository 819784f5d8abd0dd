// How facts change the state of a node: durable ones only what is hard, volatile ones only what is soft.
import { unreachable } from '../kernel/assert.ts'
import type { Stamp } from '../kernel/process.ts'
import { monoMs, type Hlc, type MonoMs } from '../kernel/time.ts'
import { withBallot } from './counted-ballots.ts'
import type { NodeFact, NodeObservation } from './facts.ts'
import { nodeObservations } from './node-observations.ts'
import { withTold } from './told-ballots.ts'
import { copyOf, unknownNode, type NodeHard, type NodeSoft, type NodeState } from './node-state.ts'
import type { Verdict } from './words.ts'

type NodeDurable = Exclude<NodeFact, NodeObservation>
type Of<K extends NodeFact['kind']> = Extract<NodeFact, { kind: K }>

/** The state after a fact. */
export function evolveNode(state: NodeState, fact: NodeFact, stamp: Stamp): NodeState {
  if (!isObservation(fact)) return { hard: hardened(state.hard, fact, stamp.hlc), soft: state.soft }
  if (stamp.mono === undefined) return state
  return { hard: state.hard, soft: softened(state, fact, stamp.mono) }
}

const isObservation = (fact: NodeFact): fact is NodeObservation =>
  Object.hasOwn(nodeObservations, fact.kind)

function hardened(hard: NodeHard, fact: NodeDurable, hlc: Hlc): NodeHard {
  switch (fact.kind) {
    case 'node-enrolled':
      return enrolled(hard, fact, hlc)
    case 'node-born':
      return { ...hard, incarnation: fact.incarnation, epoch: fact.epoch, declared: false }
    case 'site-assigned':
      return { ...hard, site: fact.site }
    case 'kubelet-reported':
      return { ...hard, kubelet: fact.kubelet }
    case 'agent-lost':
      return { ...hard, agentAway: true }
    case 'agent-returned':
      return { ...hard, agentAway: false }
    case 'verdict-reached':
      return { ...judged(hard, fact.verdict, hlc), judgedIn: judgedIn(fact) }
    case 'verdict-declared':
      return { ...judged(hard, fact.verdict, hlc), declared: true, judgedIn: undefined }
    case 'session-ended':
      return { ...hard, endedUpTo: fact.incarnation }
    case 'hold-ended':
      return { ...hard, holdEnded: true }
    case 'node-forgotten':
      return unknownNode(hard.node).hard
    default:
      return unreachable(fact)
  }
}

function enrolled({ node }: NodeHard, fact: Of<'node-enrolled'>, since: Hlc): NodeHard {
  const { site, incarnation, epoch, kubelet } = fact
  return { ...unknownNode(node).hard, enrolled: true, site, incarnation, epoch, kubelet, since }
}

/** Every verdict begins a new hold or none, so what ended the last one is over. */
const judged = (hard: NodeHard, verdict: Verdict, since: Hlc): NodeHard => ({
  ...hard,
  verdict,
  since,
  declared: false,
  holdEnded: false,
})

function judgedIn({ evidence }: Of<'verdict-reached'>): NodeHard['judgedIn'] {
  const { incarnation, round } = evidence
  return incarnation === undefined || round === undefined ? undefined : { incarnation, round }
}

function softened({ hard, soft }: NodeState, fact: NodeObservation, now: MonoMs): NodeSoft {
  switch (fact.kind) {
    case 'beat-heard':
      return beaten(soft, fact, hard.enrolled, now)
    case 'ended-session-heard':
      return endedHeard(soft, fact.again, now)
    case 'ballot-counted':
      return counted(soft, fact, now)
    case 'node-observed':
      return { ...soft, seen: fact.seen }
    case 'lease-observed':
      return renewed(soft, fact, now)
    case 'observers-observed':
      return { ...soft, observers: fact.observers }
    case 'site-observed':
      return { ...soft, siteCut: fact.cut }
    case 'hearing-observed':
      return { ...soft, listeningSince: listening(soft, fact.up, now) }
    case 'presence-changed':
      return announced(soft, fact, now)
    default:
      return unreachable(fact)
  }
}

function announced(soft: NodeSoft, fact: Of<'presence-changed'>, presentSince: MonoMs): NodeSoft {
  const { presence, lapses } = fact
  const steadySince = presence === 'heard' ? soft.steadySince : undefined
  const known = presence === 'left' ? undefined : presence
  return { ...soft, presence: known, presentSince, lapses, steadySince }
}

function endedHeard(soft: NodeSoft, again: boolean, now: MonoMs): NodeSoft {
  const since = again ? (soft.ended?.since ?? now) : now
  return { ...soft, ended: { since, at: now } }
}

const listening = (soft: NodeSoft, up: boolean, now: MonoMs): MonoMs | undefined =>
  up ? (soft.listeningSince ?? now) : undefined

/** A beat is news of the bus too: whoever hears one listens. */
function beaten(soft: NodeSoft, fact: Of<'beat-heard'>, managed: boolean, now: MonoMs): NodeSoft {
  const { beat, path, relay, follows, told } = fact
  const next = copyOf(soft)
  next.listeningSince ??= now
  if (path === 'direct') {
    next.beatAt = now
    next.steadySince = follows ? (soft.steadySince ?? now) : now
  } else {
    next.relayedAt = now
    next.relay = relay
  }
  next.ended = undefined
  next.candidate = managed ? undefined : beat
  next.told = withTold(soft.told, told, now)
  return next
}

function counted(soft: NodeSoft, fact: Of<'ballot-counted'>, now: MonoMs): NodeSoft {
  const { ballot, observerHeard } = fact
  const next = copyOf(soft)
  next.ballots = withBallot(soft.ballots, { ballot, at: now, observerHeard })
  return next
}

/** A first sight tells how old the renewal is; only a change tells that somebody renewed. */
function renewed(soft: NodeSoft, fact: Of<'lease-observed'>, now: MonoMs): NodeSoft {
  const { own, renewMicros, heldMicros = 0 } = fact.seen
  const kubelets = soft.lease !== undefined && !own
  const latestMicros = Math.max(renewMicros, soft.lease?.latestMicros ?? heldMicros)
  const isLater = soft.lease === undefined || renewMicros > soft.lease.latestMicros
  return {
    ...soft,
    lease: {
      renewMicros,
      latestMicros,
      at: isLater ? monoMs(now - fact.ageMs) : soft.lease.at,
    },
    renewedAt: kubelets ? now : soft.renewedAt,
  }
}
