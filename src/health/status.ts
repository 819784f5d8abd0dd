// What `status` shows of a node: link, verdict, ballots at a glance, and a note where there is more to say.
import type { NodeId, SiteId } from '../kernel/ids.ts'
import type { Hlc, MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { freshBallots } from './evidence.ts'
import { isHeard, linkOf } from './node-signs.ts'
import { holds } from './node-reconcile.ts'
import type { NodeState } from './node-state.ts'
import type { Ballot, KubeletHealth, Link, Opinion, Verdict } from './words.ts'

/** One node's line. */
export interface NodeStatus {
  readonly node: NodeId
  readonly site: SiteId
  readonly link: Link
  readonly verdict: Verdict
  readonly since: Hlc | undefined
  /** `2 alive`, `1 alive 1 dead`, `-` without any. */
  readonly ballots: string
  readonly agent: 'present' | 'away'
  readonly kubelet: KubeletHealth
  readonly incarnation: number
  /** Kubernetes is kept from evicting it now. */
  readonly held: boolean
  /** For people; empty when there is nothing to add. */
  readonly note: string
}

/** The line of a managed node. */
export function nodeStatus(
  { hard, soft }: NodeState,
  now: MonoMs,
  config: HealthConfig,
): NodeStatus {
  const { node, site, verdict, since, kubelet, incarnation } = hard
  return {
    node,
    site,
    link: linkOf(soft, now, config),
    verdict,
    since,
    ballots: atAGlance(freshBallots(soft, now, config)),
    agent: hard.agentAway ? 'away' : 'present',
    kubelet,
    incarnation,
    held: holds(hard) && !isHeard(soft, now, config),
    note: noteOf({ hard, soft }),
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

/** What else is worth a line. */
export function noteOf({ hard, soft }: NodeState): string {
  const notes = [
    hard.agentAway ? 'its agent is away' : undefined,
    hard.kubelet === 'dead' ? 'its kubelet is dead, so Kubernetes decides' : undefined,
    hard.holdEnded ? 'its hold has ended, so Kubernetes decides' : undefined,
    hard.declared ? 'declared by an operator' : undefined,
    soft.siteCut ? 'its site is cut off' : undefined,
  ]
  return notes.filter((note) => note !== undefined).join('; ')
}
