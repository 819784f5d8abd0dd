// Making one commit: drafts become envelopes, chained, in one record a lane, without touching the book.
import type { Link } from '../../src/kernel/chain.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { encodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Write } from '../store.ts'
import { headsOf } from './book.ts'
import type { Book } from './book.ts'
import type { Head, LaneHead } from './head.ts'
import { tailName } from './names.ts'
import { encodeTail } from './record.ts'

/** A commit that is ready to be written. */
export interface Prepared {
  readonly writes: Write[]
  readonly epoch: Epoch
  readonly lanes: Head['lanes']
  readonly bytes: Readonly<Record<Lane, number>>
  /** What each append of the commit is answered with. */
  readonly stored: readonly (readonly Stored[])[]
}

/** What stays the same from commit to commit. */
export interface Pen {
  readonly producer: ProducerId
  readonly link: Link
}

/** Prepares the appends of one commit, in order, in `epoch`: one record a lane. */
export function prepare(
  book: Book,
  appends: readonly (readonly Draft[])[],
  epoch: Epoch,
  pen: Pen,
): Prepared {
  const ends: Record<Lane, LaneHead> = { ...headsOf(book) }
  const envelopes: Record<Lane, Uint8Array[]> = { state: [], telemetry: [], audit: [] }
  const seal = (draft: Draft): Stored => {
    const { lane } = draft
    const end = ends[lane]
    const seq = sequence(end.last + 1)
    const envelope = encodeEnvelope(envelopeOf(draft, pen.producer, epoch, seq))
    ends[lane] = { last: seq, chain: pen.link(end.chain, seq, envelope) }
    envelopes[lane].push(envelope)
    return { lane, epoch, seq, envelope }
  }
  const stored = appends.map((drafts) => drafts.map(seal))
  const bytes: Record<Lane, number> = { state: 0, telemetry: 0, audit: 0 }
  const writes: Write[] = []
  for (const lane of lanes) {
    if (envelopes[lane].length === 0) continue
    const value = encodeTail({ epoch, chain: ends[lane].chain, envelopes: envelopes[lane] })
    bytes[lane] = value.length
    writes.push({ put: tailName(lane, book.lanes[lane].head.last + 1), value })
  }
  return { writes, epoch, lanes: ends, bytes, stored }
}

/** Field by field: spreading a draft and adding to it costs as much as all else here. */
function envelopeOf(draft: Draft, producer: ProducerId, epoch: Epoch, seq: Sequence): Envelope {
  const { lane, kind, kindVersion, key, hlc, cause, body } = draft
  return cause === undefined
    ? { producer, lane, epoch, seq, kind, kindVersion, key, hlc, body }
    : { producer, lane, epoch, seq, kind, kindVersion, key, hlc, cause, body }
}
