// A NATS connection for requests: dialled when it is needed, and again when the last one has ended.
import { connect } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import { Fault } from '../../src/kernel/fault.ts'
import { natsOptions, warnOf } from './nats-session.ts'
import type { NatsSessionOptions } from './nats-session.ts'
import type { NatsStreamOptions } from './nats-stream.ts'

/** Gives the connection of the moment. */
export interface NatsDialer {
  /** Rejects with UNREACHABLE when no server answers, with CLOSED after `close`. */
  readonly connection: () => Promise<NatsConnection>
  readonly close: () => Promise<void>
}

/** A dialer that has not dialled yet; where several copies are kept, it warns of servers that may lose some. */
export function createNatsDialer(
  options: NatsSessionOptions & Pick<NatsStreamOptions, 'replicas'>,
): NatsDialer {
  const { replicas = 1 } = options
  let current: Promise<NatsConnection> | undefined
  let closed = false
  const dial = async (): Promise<NatsConnection> => {
    try {
      const connection = await connect(natsOptions(options))
      void watch(connection)
      if (replicas > 1) warnOf(connection.info?.version ?? '', options, 'copies')
      const forget = () => {
        current = undefined
      }
      void connection.closed().then(forget, forget)
      return connection
    } catch (error) {
      current = undefined
      throw new Fault(
        'UNREACHABLE',
        `expected a nats-server at ${options.name}, none answers`,
        error,
      )
    }
  }
  return {
    connection: () => {
      if (closed) return Promise.reject(new Fault('CLOSED', 'expected an open connection'))
      current ??= dial()
      return current
    },
    close: async () => {
      closed = true
      const last = current
      if (last !== undefined) await last.then((connection) => connection.close()).catch(() => {})
    },
  }
}

/** Ends a connection that no longer answers, instead of waiting for its last bytes to leave. */
async function watch(connection: NatsConnection): Promise<void> {
  for await (const status of connection.status())
    if (status.type === 'staleConnection') void connection.close()
}
