// Credit towards a NATS server: its client buffers without bound, so what is out is counted until the server answers a ping.
import type { NatsConnection } from '@nats-io/transport-node'
import type { Done } from '../outbox.ts'

/** Counts messages that were handed to the client. */
export interface Flusher {
  /** `done` is called when the server has taken the message and all before it. */
  readonly count: (done: Done) => void
}

/** What is published in one turn shares a ping; one ping is out at a time. */
export function createFlusher(connection: Pick<NatsConnection, 'flush'>): Flusher {
  let waiting: Done[] = []
  let flushing = false
  const flush = (): void => {
    const batch = waiting
    waiting = []
    flushing = true
    connection.flush().then(
      () => {
        flushing = false
        for (const done of batch) done(undefined)
        if (waiting.length > 0) flush()
      },
      // The connection has ended: its transport answers what is still out.
      () => {},
    )
  }
  return {
    count: (done) => {
      waiting.push(done)
      if (!flushing) {
        flushing = true
        queueMicrotask(flush)
      }
    },
  }
}
