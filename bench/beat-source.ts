// A process that beats for many nodes over one NATS connection: births first, then as many beats as it is told.
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { encodeBeat } from '../schemas/beat.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { incarnation, nodeId, round, siteId } from '../src/kernel/ids.ts'
import type { Ballot, Beat } from '../src/health/words.ts'
import { nodeOf, siteOf } from './fleet-kube.ts'

/** What the bench says to this process, one at a time; it answers `{ sent }`. */
export interface BeatOrder {
  readonly nodes: number
  readonly from: number
  readonly count: number
  readonly birth: boolean
}

const key = new Uint8Array(32).fill(7)
const introduction = {
  lan: '10.0.0.1:1883',
  kubelet: '10.0.0.1:10250',
  version: '0',
  signKey: key,
  sealKey: key,
}

/** The six ballots that ride in every beat: about the next nodes of the same site. */
function ballotsOf(n: number, at: number): readonly Ballot[] {
  const first = n - (n % 20)
  return Array.from({ length: 6 }, (_, i) => ({
    observer: nodeId(nodeOf(n)),
    subject: nodeId(nodeOf(first + ((n + 1 + i) % 20))),
    incarnation: incarnation(1),
    since: round(1),
    round: round(at),
    opinion: 'alive' as const,
  }))
}

function beatOf(n: number, at: number, { birth, ask }: { birth: boolean; ask: number }): Beat {
  return {
    node: nodeId(nodeOf(n)),
    site: siteId(siteOf(n)),
    incarnation: incarnation(1),
    round: round(at),
    kubelet: 'ok',
    birth,
    introduction: birth ? introduction : undefined,
    assignment: 0,
    stateEpoch: 1,
    stateLast: 3,
    ballots: birth ? [] : ballotsOf(n, at),
    ask,
  }
}

/** Sends in portions; the last beat of each asks for an echo, so that the cloud is never more than a portion behind. */
async function send(nats: NatsConnection, { nodes, from, count, birth }: BeatOrder): Promise<void> {
  const portion = 4_000
  for (let done = 0; done < count; done += portion) {
    const end = Math.min(count, done + portion)
    for (let i = done; i < end; i++) {
      const n = (from + i) % nodes
      const at = 2 + Math.floor((from + i) / nodes)
      const bytes = encodeBeat(beatOf(n, at, { birth, ask: i === end - 1 ? end : 0 }))
      nats.publish(subjectOf('beat', 'bench', { shard: '0', node: nodeOf(n) }), bytes)
    }
    await answered(nats, nodeOf((from + end - 1) % nodes))
  }
}

function answered(nats: NatsConnection, node: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no echo for ${node} within 60 s`)), 60_000)
    const callback = (): void => {
      clearTimeout(timer)
      subscription.unsubscribe()
      resolve()
    }
    const subscription = nats.subscribe(subjectOf('down', 'bench', { node }), { callback })
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
