// A process that beats for many nodes over one NATS connection, as it is told.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { encodeBeat } from '../schemas/beat.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { incarnation, nodeId, round, siteId } from '../src/kernel/ids.ts'
import type { Beat } from '../src/health/words.ts'
import { ballotsOf, cluster, digestOf, introduction, nodeOf, siteOf } from './fleet.ts'

/**
 * Which beats: `birth` knows nothing yet, `assigned` was told its site, `rest` and `asking` have been
 * answered. As the agent does it, all ballots ride in each third beat; each second one is `asking`.
 */
export type BeatKind = 'birth' | 'assigned' | 'rest' | 'asking'

/** What the bench says to this process, one at a time; it answers `{ sent }` or `{ error }`. */
export interface BeatOrder {
  readonly kind: BeatKind
  readonly nodes: number
  /** The first beat's number: node and round follow from it. */
  readonly from: number
  readonly count: number
}

/** So many beats are under way at once. */
const portion = 1_000
const ballotsEvery = 3
const echoEvery = 2

const digests: number[] = []

function beatOf(number: number, { kind, nodes }: BeatOrder, last: boolean): Beat {
  const n = number % nodes
  const at = 1 + Math.floor(number / nodes)
  const rests = kind === 'rest' || kind === 'asking'
  return {
    node: nodeId(nodeOf(n)),
    site: kind === 'birth' ? undefined : siteId(siteOf(n)),
    incarnation: incarnation(1),
    round: round(at),
    kubelet: 'ok',
    birth: !rests,
    introduction: rests ? undefined : introduction,
    assignment: kind === 'birth' ? 0 : (digests[n] ??= digestOf(n)),
    stateEpoch: 1_700_000_000,
    stateLast: 3,
    ballots: rests && (n + at) % ballotsEvery === 0 ? ballotsOf(n, at) : [],
    ask: last || asks(kind, n + at) ? at : 0,
  }
}

const asks = (kind: BeatKind, turn: number): boolean =>
  kind === 'assigned' || (kind === 'asking' && turn % echoEvery === 0)

/** The last beat of a portion always asks, so that the cloud is never more than a portion behind. */
async function send(nats: NatsConnection, order: BeatOrder): Promise<void> {
  const { nodes, from, count } = order
  for (let done = 0; done < count; done += portion) {
    const end = Math.min(count, done + portion)
    const heard = answered(nats, nodeOf((from + end - 1) % nodes))
    for (let i = done; i < end; i++) {
      const beat = beatOf(from + i, order, i === end - 1)
      nats.publish(subjectOf('beat', cluster, { shard: '0', node: beat.node }), encodeBeat(beat))
    }
    await heard
  }
}

function answered(nats: NatsConnection, node: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer to ${node} within 60 s`)), 60_000)
    const callback = (): void => {
      clearTimeout(timer)
      subscription.unsubscribe()
      resolve()
    }
    const subscription = nats.subscribe(subjectOf('down', cluster, { node }), { callback })
  })
}

const nats = await connect({ servers: process.argv[2] ?? '' })
process.on('message', (order: BeatOrder) => {
  send(nats, order).then(
    () => process.send?.({ sent: order.count }),
    (error: Error) => process.send?.({ error: error.message }),
  )
})
process.on('disconnect', () => process.exit(0))
