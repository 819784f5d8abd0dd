// One durable fact as a line for people and integrators.
import type { Stored } from '../bus/journal.ts'
import { toCloudEvent } from '../schemas/cloud-event.ts'
import type { CloudEvent } from '../schemas/cloud-event.ts'
import { bodyOf } from '../schemas/fact-codec.ts'
import { isFault } from '../src/kernel/fault.ts'
import { keptFact } from './kept-fact.ts'
import { timestampMs } from './time-text.ts'

/** A fact with its sequence, readable, and the same as a CloudEvent. */
export interface EventLine {
  readonly seq: number
  readonly time: string
  readonly kind: string
  readonly key: string
  readonly producer: string
  readonly fact: Readonly<Record<string, unknown>>
  readonly cloudevent: CloudEvent
}

/** The line of a stored fact, the cloud's own or a node's; undefined when it is none for people. Unknown kinds have lines too. */
export function eventLine(stored: Stored, cluster: string): EventLine | undefined {
  const envelope = keptFact(stored)
  if (envelope === undefined) return undefined
  const { kind, key, producer, hlc } = envelope
  const body = bodyOf(envelope.body)
  return {
    seq: stored.seq,
    time: timestampMs(hlc.wallMs),
    kind,
    key: key.endsWith(`/${kind}`) ? key.slice(0, -kind.length - 1) : key,
    producer,
    fact: isFault(body) ? { kind } : { ...body, kind },
    cloudevent: toCloudEvent(envelope, cluster),
  }
}
