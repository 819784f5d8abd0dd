// Reading a log's stream entry by entry, by sequence: no consumer is left on the server.
import type { JetStreamManager } from '@nats-io/jetstream'
import { Fault } from '../../src/kernel/fault.ts'
import { goneEntries, logGone } from '../log-faults.ts'
import type { LogEntry } from '../log.ts'
import type { NatsStream } from './nats-stream.ts'

/** The header with the id that each append gives its entry. */
export const idHeader = 'Nats-Msg-Id'

/** An entry, and the id that tells it from any other one. */
export interface NamedEntry extends LogEntry {
  readonly id: string
}

const readAtOnce = 64

/** Up to `max` entries after `after` of a stream that was found to reach from `first` to `last`. */
export async function readStream(
  manager: JetStreamManager,
  stream: string,
  { first, last, subject }: NatsStream,
  { after, max }: { readonly after: number; readonly max: number },
): Promise<readonly NamedEntry[] | Fault> {
  const gone = goneEntries({ first, last }, after)
  if (gone !== undefined) return gone
  const found: NamedEntry[] = []
  const end = Math.min(last, after + max)
  for (let at = after + 1; at <= end; at += readAtOnce) {
    const count = Math.min(readAtOnce, end - at + 1)
    const asked = Array.from({ length: count }, (_, i) =>
      manager.streams.getMessage(stream, { seq: at + i }),
    )
    for (const one of await Promise.all(asked)) {
      if (one === null) return holeIn(stream, end)
      if (one.subject !== subject) return logGone()
      found.push({ at: one.seq, bytes: one.data, id: one.header.get(idHeader) })
    }
  }
  return found
}

const holeIn = (stream: string, end: number): Fault =>
  new Fault('STORE_BROKEN', `expected ${stream} without holes up to ${end}`)
