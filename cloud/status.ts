// The whole system at a glance, as `causeway status` shows it.
import type { NodeState } from '../src/health/node-state.ts'
import { linkOf } from '../src/health/node-signs.ts'
import type { HealthConfig } from '../src/health/config.ts'
import type { Ballot, Link } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs, WallMs } from '../src/kernel/time.ts'
import { timestampMs } from './time-text.ts'

/** What a node's line is made of. */
export interface NodeFacts {
  readonly state: NodeState
  /** How many facts of its state lane are not applied yet. */
  readonly lag: number
  readonly since: WallMs | undefined
  readonly version: string | undefined
}

/** What all lines share. */
export interface StatusBase {
  readonly now: MonoMs
  readonly config: HealthConfig
  readonly path: string
}

/** One node's line; ballots are for people: `2 alive`, `1 alive 1 dead`. */
export function nodeStatus(facts: NodeFacts, base: StatusBase) {
  const { state, lag, since, version } = facts
  const { hard, soft } = state
  const link = linkOf(soft, base.now, base.config)
  return {
    node: hard.node,
    site: hard.site,
    link,
    verdict: hard.verdict,
    ballots: ballotsText(
      newest(
        soft.observers,
        soft.ballots.map(({ ballot }) => ballot),
      ),
    ),
    lag,
    path: pathOf(link, base.path),
    ready: soft.seen?.ready === 'True',
    since: since === undefined ? undefined : timestampMs(since),
    agent: hard.agentAway ? 'away' : 'present',
    kubelet: hard.kubelet,
    incarnation: hard.incarnation,
    version,
    note: noteOf(state),
  }
}

/** The newest ballot of each observer. */
export function newest(
  observers: readonly NodeId[],
  ballots: readonly Ballot[],
): readonly Ballot[] {
  return observers.flatMap((observer) => {
    const own = ballots.filter((ballot) => ballot.observer === observer)
    own.sort((a, b) => b.incarnation - a.incarnation || b.round - a.round)
    return own.slice(0, 1)
  })
}

function ballotsText(ballots: readonly Ballot[]): string {
  const count = (opinion: Ballot['opinion']) => {
    const found = ballots.filter((ballot) => ballot.opinion === opinion).length
    return found === 0 ? [] : [`${found} ${opinion}`]
  }
  return [...count('alive'), ...count('dead'), ...count('abstain')].join(' ')
}

const pathOf = (link: Link, path: string): string =>
  link === 'linked' ? path : link === 'relayed' ? 'peer' : 'none'

/** What a line does not say by itself. */
function noteOf({ hard }: NodeState): string | undefined {
  const notes = [
    hard.agentAway ? 'its agent is away, its kubelet renews its Lease' : undefined,
    hard.kubelet === 'dead' ? 'its kubelet is dead: stock Kubernetes decides' : undefined,
    hard.declared ? 'this verdict was declared by a person' : undefined,
    hard.holdEnded ? 'its hold has ended' : undefined,
  ].filter((note) => note !== undefined)
  return notes.length === 0 ? undefined : notes.join('; ')
}
