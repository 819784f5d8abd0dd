// What `status` shows of a node: link, verdict, ballots at a glance, and a note where there is more to say.
import type { NodeId, SiteId } from '../kernel/ids.ts'
import type { Hlc, MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { freshBallots } from './evidence.ts'
import { isSteady } from './flapping.ts'
import { hasDeadKubelet, isBeating, isHeard, linkOf, relayOf } from './node-signs.ts'
import { holds } from './node-reconcile.ts'
import type { NodeState } from './node-state.ts'
import type { Ballot, KubeletHealth, Link, Opinion, Verdict } from './words.ts'

/** One node's line. */
export interface NodeStatus {
  readonly node: NodeId
  readonly site: SiteId
  readonly link: Link
  /** The peer that relays its beats, while one does. */
  readonly relay: NodeId | undefined
  readonly verdict: Verdict
  readonly since: Hlc | undefined
  /** `2 alive`, `1 alive 1 dead`, `-` without any. */
  readonly ballots: string
  /** `unknown` when nothing of the node is heard. */
  readonly agent: 'present' | 'away' | 'unknown'
  readonly kubelet: KubeletHealth
  readonly incarnation: number
  /** Kubernetes is kept from evicting it now. */
  readonly held: boolean
  /** For people; empty when there is nothing to add. */
  readonly note: string
}

/** The line of a managed node. */
export function nodeStatus(state: NodeState, now: MonoMs, config: HealthConfig): NodeStatus {
  const { hard, soft } = state
  const { node, site, verdict, since, kubelet, incarnation } = hard
  return {
    node,
    site,
    link: linkOf(soft, now, config),
    relay: relayOf(soft, now, config),
    verdict,
    since,
    ballots: atAGlance(freshBallots(soft, now, config)),
    agent: agentOf(state, now, config),
    kubelet,
    incarnation,
    held: holds(state) && !isHeard(soft, now, config),
    note: noteOf(state, now, config),
  }
}

const opinions: readonly Opinion[] = ['alive', 'dead', 'abstain']

/** How many said what. */
export function atAGlance(ballots: readonly Ballot[]): string {
  const counts = opinions.flatMap((opinion) => {
    const count = ballots.filter((ballot) => ballot.opinion === opinion).length
    return count === 0 ? [] : [`${count} ${opinion}`]
  })
  return counts.length === 0 ? '-' : counts.join(' ')
}

/** Of a node that is not heard at all nobody knows whether its agent runs. */
function agentOf({ hard, soft }: NodeState, now: MonoMs, config: HealthConfig) {
  if (isBeating(soft, now, config)) return 'present'
  if (!isHeard(soft, now, config)) return 'unknown'
  return hard.agentAway ? 'away' : 'present'
}

const isFlapping = ({ hard, soft }: NodeState, now: MonoMs, config: HealthConfig): boolean =>
  hard.verdict === 'isolated' && isHeard(soft, now, config) && !isSteady(soft, now, config)

/** What else is worth a line. */
export function noteOf(state: NodeState, now: MonoMs, config: HealthConfig): string {
  const { hard, soft } = state
  const relay = relayOf(soft, now, config)
  const notes = [
    agentOf(state, now, config) === 'away' ? 'its agent is away' : undefined,
    hasDeadKubelet(state) ? 'its kubelet is dead, so Kubernetes decides' : undefined,
    hard.holdEnded ? 'its hold has ended, so Kubernetes decides' : undefined,
    hard.declared && hard.verdict === 'failed' ? 'declared failed by an operator' : undefined,
    isFlapping(state, now, config) ? 'it is heard again, but not steadily yet' : undefined,
    soft.siteCut ? 'its site is cut off' : undefined,
    relay === undefined ? undefined : `its beats come through ${relay}`,
  ]
  return notes.filter((note) => note !== undefined).join('; ')
}
