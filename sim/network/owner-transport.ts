// The connection of a simulated broker's owner to it, without the network.
import type { Clock } from '../../bus/clock.ts'
import { createOutbox, outboxBytesMax } from '../../bus/outbox.ts'
import type { Subscriptions } from '../../bus/subscriptions.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { limits } from '../../schemas/limits.ts'
import { Fault } from '../../src/kernel/fault.ts'

/** A transport inside the broker's process; its link is up until it is closed. */
export function createOwnerTransport(clock: Clock, subscriptions: Subscriptions): Transport {
  const outbox = createOutbox(clock, outboxBytesMax)
  const own = new Set<() => void>()
  let closed = false
  const publish = (message: Message, done: (fault: Fault | undefined) => void): void => {
    const settle = refused(message, closed) ?? outbox.take(message.bytes.length, done)
    if (settle instanceof Fault) return clock.soon(() => done(settle))
    clock.soon(() => {
      subscriptions.deliver(message)
      settle(undefined)
    })
  }
  return {
    supports: { payloadBytesMax: limits.payloadBytes, streams: false },
    publish: (subject, bytes, done = () => {}) => publish({ subject, bytes }, done),
    subscribe: (pattern, each) => {
      const cancel = subscriptions.add(pattern, (message) =>
        clock.soon(() => own.has(cancel) && each(message)),
      )
      own.add(cancel)
      return () => {
        own.delete(cancel)
        cancel()
      }
    },
    watch: (each) => {
      let watching = true
      clock.soon(() => {
        if (watching) each('up')
      })
      return () => {
        watching = false
      }
    },
    close: (done) => {
      closed = true
      for (const cancel of own) cancel()
      own.clear()
      clock.soon(done)
    },
  }
}

function refused({ subject, bytes }: Message, closed: boolean): Fault | undefined {
  if (closed) return new Fault('CLOSED', 'expected an open transport')
  if (bytes.length <= limits.payloadBytes && subject.length <= limits.subjectBytes) return undefined
  return new Fault(
    'TOO_LARGE',
    `expected at most ${limits.payloadBytes} bytes, got ${bytes.length}`,
  )
}
