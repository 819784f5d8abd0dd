// The stream of a log: made once, and read back, because old servers leave out in silence what they do not know.
import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream'
import { JetStreamApiError } from '@nats-io/jetstream'
import { Fault } from '../../src/kernel/fault.ts'

/** Nanoseconds; the least that servers take. Nothing relies on it. */
const duplicateWindowNanos = 100_000_000

/** A stream and the one subject that it stores. */
export interface NatsStreamOptions {
  readonly stream: string
  readonly subject: string
  /** Copies of the stream in a cluster. */
  readonly replicas?: number
}

/** What a log's stream must be. */
const streamConfig = (options: NatsStreamOptions) =>
  ({
    name: options.stream,
    subjects: [options.subject],
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    duplicate_window: duplicateWindowNanos,
    num_replicas: options.replicas ?? 1,
    deny_delete: true,
  }) as const

/** Makes the stream where it is not there; undefined when it is what it must be. */
export async function ensureStream(
  manager: JetStreamManager,
  options: NatsStreamOptions,
): Promise<Fault | undefined> {
  const wanted = streamConfig(options)
  const { config } = await manager.streams.info(options.stream).catch(async (error: unknown) => {
    if (!(error instanceof JetStreamApiError) || error.code !== 10059) throw error
    await manager.streams.add(wanted as unknown as StreamConfig)
    return manager.streams.info(options.stream)
  })
  const wrong = Object.entries(wanted).find(
    ([name, value]) => JSON.stringify(Reflect.get(config, name)) !== JSON.stringify(value),
  )
  if (wrong === undefined) return undefined
  const [name, value] = wrong
  return new Fault(
    'CONFIG_INVALID',
    `expected stream ${options.stream} with ${name} ${JSON.stringify(value)}, ` +
      `got ${JSON.stringify(Reflect.get(config, name))}: remove it or choose another name`,
  )
}
