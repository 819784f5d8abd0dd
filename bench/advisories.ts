// How many consumers a nats-server had over a while: made by its advisories, and present at the most.
import { connect } from '@nats-io/transport-node'
import type { NatsServer } from './nats-server.ts'

/** What was seen so far. */
export interface ConsumerWatch {
  /** The larger of those made by the advisories and those there at once. */
  readonly seen: () => number
  readonly stop: () => Promise<void>
}

const everyMs = 250

/** Watches a server, also while it is killed and started again. */
export async function watchConsumers(server: NatsServer): Promise<ConsumerWatch> {
  const options = { maxReconnectAttempts: -1, reconnectTimeWait: 50, reconnectJitter: 0 }
  const connection = await connect({ servers: server.url, ...options })
  let made = 0
  let present = 0
  connection.subscribe('$JS.EVENT.ADVISORY.CONSUMER.CREATED.>', {
    callback: () => void (made += 1),
  })
  const timer = setInterval(() => {
    server.count().then(
      ({ consumers }) => (present = Math.max(present, consumers)),
      () => {},
    )
  }, everyMs)
  return {
    seen: () => Math.max(made, present),
    stop: () => {
      clearInterval(timer)
      return connection.close()
    },
  }
}
