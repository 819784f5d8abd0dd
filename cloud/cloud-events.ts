// Durable facts published for integrators, as CloudEvents on `events.<kind>.<key>`.
import type { Transport } from '../bus/transport.ts'
import { cloudEventText } from '../schemas/cloud-event.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { subjectOf } from '../schemas/subjects.ts'

const utf8 = new TextEncoder()

/** Publishes facts once each, but for the books about lanes; who was away reads them from the cloud by their sequence. */
export function publishEvents(
  transport: Transport,
  cluster: string,
  facts: readonly Envelope[],
): void {
  for (const envelope of facts) {
    const { kind, key } = envelope
    if (kind === 'lane-taken') continue
    const event = utf8.encode(cloudEventText(envelope, cluster))
    transport.publish(subjectOf('events', cluster, { kind, key }), event)
  }
}
