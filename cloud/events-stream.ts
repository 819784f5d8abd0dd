// The cloud's durable facts as lines of JSON, from a sequence on, at the reader's own speed.
import type { HttpReply } from '../bus/http.ts'
import type { Journal, Stored } from '../bus/journal.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { isFault } from '../src/kernel/fault.ts'
import { sequence } from '../src/kernel/ids.ts'
import type { Sequence } from '../src/kernel/ids.ts'
import { eventLine } from './event-line.ts'

/** Which facts: after a sequence, of one kind or all, and whether to stay for later ones. */
export interface EventsAsked {
  readonly after: number
  readonly kind: string | undefined
  readonly follow: boolean
}

const pageLength = 256
const utf8 = new TextEncoder()

/** The first sequence that is still kept, and the last there is, when the answer begins. */
const keptFromHeader = 'causeway-kept-from'
const lastHeader = 'causeway-last'

/** Answers a request for facts; what was compacted away is left out of the beginning. */
export function streamEvents(
  journal: Journal,
  cluster: string,
  asked: EventsAsked,
  reply: HttpReply,
): void {
  const { checkpoint, last } = journal.position('state')
  let at = sequence(Math.max(asked.after, checkpoint))
  let open = true
  let reading = false
  let blocked = false

  const close = () => {
    open = false
    leave()
  }
  const next = () => {
    if (!open || reading || blocked) return
    reading = true
    journal.read('state', at, pageLength, take)
  }
  const take = (page: readonly Stored[] | Fault) => {
    reading = false
    if (!open) return
    if (isFault(page)) return again()
    for (const stored of page) write(stored)
    if (page.length > 0) next()
    else if (!asked.follow) stream.end()
  }
  const again = () => {
    const { checkpoint } = journal.position('state')
    if (checkpoint <= at) return stream.end()
    at = checkpoint
    next()
  }
  const write = (stored: Stored) => {
    at = later(at, stored.seq)
    const line = eventLine(stored, cluster)
    if (line === undefined || (asked.kind !== undefined && line.kind !== asked.kind)) return
    if (!stream.write(utf8.encode(`${JSON.stringify(line)}\n`))) blocked = true
  }
  const drained = () => {
    blocked = false
    next()
  }
  const leave = asked.follow ? journal.listen(next) : () => undefined
  const headers = {
    'content-type': 'application/x-ndjson',
    [keptFromHeader]: String(checkpoint + 1),
    [lastHeader]: String(last),
  }
  const stream = reply.stream(200, headers, { drained, closed: close })
  next()
}

const later = (a: Sequence, b: Sequence): Sequence => (a > b ? a : b)
