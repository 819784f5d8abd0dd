// The broker itself: aedes without anything kept, telling what goes wrong. It is loaded when it is needed.
import type { EventEmitter } from 'node:events'
import { Aedes } from 'aedes'
import type { Client, PublishPacket } from 'aedes'
import type { Tap } from '../tap.ts'

const drainMs = 10_000
const connectMs = 10_000
const topicLevelsMax = 32

class Broker extends Aedes {
  /** aedes calls this with and without a client before the callback. */
  override publish(packet: PublishPacket, ...rest: [callback: (error?: Error) => void]): void {
    super.publish({ ...packet, qos: 0, retain: false }, ...rest)
  }
}

/** A broker that clients may be handed to. */
export async function openAedes(tap: Tap): Promise<Aedes> {
  const broker = createBroker(tap)
  await broker.listen()
  return broker
}

function createBroker(tap: Tap): Aedes {
  const broker = new Broker({
    concurrency: 0,
    drainTimeout: drainMs,
    connectTimeout: connectMs,
    maxTopicLevels: topicLevelsMax,
    preConnect: (_, packet, answer) => {
      packet.clean = true
      answer(null, true)
    },
  })
  const told = (client: Client | null, error: Error) =>
    tap('warn', 'bus client sent what is not MQTT or left', {
      client: client?.id,
      why: error.message,
    })
  broker.on('clientError', told)
  broker.on('connectionError', told)
  const emitter: EventEmitter = broker
  emitter.on('error', (error: Error) => tap('error', 'bus broker failed', { why: error.message }))
  return broker
}
