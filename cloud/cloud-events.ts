// Durable facts published for integrators, as CloudEvents on `events.<kind>.<key>`.
import type { Stored } from '../bus/journal.ts'
import type { Transport } from '../bus/transport.ts'
import { toCloudEvent } from '../schemas/cloud-event.ts'
import { subjectOf } from '../schemas/subjects.ts'
import { keptFact } from './kept-fact.ts'

const utf8 = new TextEncoder()

/** Publishes facts once each; who was away reads them from the cloud by their sequence. */
export function publishEvents(
  transport: Transport,
  cluster: string,
  facts: readonly Stored[],
): void {
  for (const stored of facts) {
    const envelope = keptFact(stored)
    if (envelope === undefined) continue
    const { kind, key } = envelope
    const event = utf8.encode(JSON.stringify(toCloudEvent(envelope, cluster)))
    transport.publish(subjectOf('events', cluster, { kind, key }), event)
  }
}
