// The connection of a broker's owner to it, without a socket.
import type { Aedes, AedesPublishPacket } from 'aedes'
import { limits } from '../../schemas/limits.ts'
import { subjectOfTopic, topicOf } from '../../schemas/tokens.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import { createOutbox, outboxBytesMax } from '../outbox.ts'
import { createSubscriptions } from '../subscriptions.ts'
import type { Message, Transport } from '../transport.ts'

/** Hands the broker on, at once or as soon as it is there, in order. */
export type UseBroker = (each: (broker: Aedes) => void) => void

/** A transport inside the broker's own process; its link is up until it is closed. */
export function createBrokerTransport(use: UseBroker, clock: Clock): Transport {
  const outbox = createOutbox(clock, outboxBytesMax)
  const deliver = ({ topic, payload }: AedesPublishPacket, delivered: () => void): void => {
    delivered()
    if (topic.startsWith('$')) return
    const message = { subject: subjectOfTopic(topic), bytes: bytesOf(payload) }
    clock.soon(() => subscriptions.deliver(message))
  }
  const nothing = () => {}
  // One listener for everything under a topic is enough: who is called is decided by pattern.
  const subscriptions = createSubscriptions({ began: nothing, ended: nothing })
  use((broker) => broker.subscribe('#', deliver, nothing))
  let closed = false
  return {
    supports: { payloadBytesMax: limits.payloadBytes, streams: false },
    publish: (subject, bytes, done = nothing) => {
      const settle = refused({ subject, bytes }, closed) ?? outbox.take(bytes.length, done)
      if (settle instanceof Fault) clock.soon(() => done(settle))
      else use((broker) => broker.publish(packetOf(subject, bytes), () => settle(undefined)))
    },
    subscribe: (pattern, each) => subscriptions.add(pattern, each),
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
      subscriptions.clear()
      use((broker) => broker.unsubscribe('#', deliver, () => clock.soon(done)))
    },
  }
}

const packetOf = (subject: string, bytes: Uint8Array) => ({
  cmd: 'publish' as const,
  topic: topicOf(subject),
  payload: Buffer.from(bytes),
  qos: 0 as const,
  retain: false,
  dup: false,
})

function bytesOf(payload: Buffer | string): Uint8Array {
  const buffer = typeof payload === 'string' ? Buffer.from(payload) : payload
  return new Uint8Array(buffer)
}

function refused({ subject, bytes }: Message, closed: boolean): Fault | undefined {
  if (closed) return new Fault('CLOSED', 'expected an open transport')
  if (bytes.length <= limits.payloadBytes && subject.length <= limits.subjectBytes) return undefined
  return new Fault(
    'TOO_LARGE',
    `expected at most ${limits.payloadBytes} bytes, got ${bytes.length}`,
  )
}
