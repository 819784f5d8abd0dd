// What facts are measured beside: one JetStream message a fact, as fast as its acknowledgements allow.
import { jetstream, jetstreamManager, type StreamConfig } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'

/** As many bytes as one fact of the bench has in its envelope. */
const messageBytes = 400
/** Published and not acknowledged yet. */
const underWay = 512

/** Messages per second into a stream on file. */
export async function rawPublish(url: string, count: number): Promise<number> {
  const connection = await connect({ servers: url })
  const { streams } = await jetstreamManager(connection)
  const raw = { name: 'raw', subjects: ['raw'], storage: 'file' }
  await streams.add(raw as unknown as StreamConfig)
  const client = jetstream(connection, { timeout: 30_000 })
  const bytes = new Uint8Array(messageBytes).fill(97)
  let left = count
  const publishing = async (): Promise<void> => {
    while (left-- > 0) await client.publish('raw', bytes)
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: underWay }, publishing))
  const rate = (count / (performance.now() - began)) * 1000
  await streams.delete('raw')
  await connection.close()
  return rate
}
