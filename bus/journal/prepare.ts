// Making one commit: drafts become envelopes, chained, in one buffer of records, without touching the book.
import type { Link } from '../../src/kernel/chain.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import { encodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Write } from '../store.ts'
import { headsOf } from './book.ts'
import type { Book } from './book.ts'
import type { Head, LaneHead } from './head.ts'
import { tailName } from './names.ts'
import { putTail, tailOverhead } from './record.ts'

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

/** Prepares the appends of one commit, in order, in `epoch`. */
export function prepare(
  book: Book,
  appends: readonly (readonly Draft[])[],
  epoch: Epoch,
  pen: Pen,
): Prepared {
  const ends: Record<Lane, LaneHead> = { ...headsOf(book) }
  const bytes: Record<Lane, number> = { state: 0, telemetry: 0, audit: 0 }
  const seal = (draft: Draft): Sealed => {
    const seq = sequence(ends[draft.lane].last + 1)
    const envelope = encodeEnvelope(envelopeOf(draft, pen.producer, epoch, seq))
    const chain = pen.link(ends[draft.lane].chain, seq, envelope)
    ends[draft.lane] = { last: seq, chain }
    bytes[draft.lane] += tailOverhead + envelope.length
    return { lane: draft.lane, epoch, seq, envelope, chain }
  }
  const sealed = appends.map((drafts) => drafts.map(seal))
  const writes = writesOf(sealed.flat(), bytes.state + bytes.telemetry + bytes.audit)
  return { writes, epoch, lanes: ends, bytes, stored: sealed }
}

/** Field by field: spreading a draft and adding to it costs as much as all else here. */
function envelopeOf(draft: Draft, producer: ProducerId, epoch: Epoch, seq: Sequence): Envelope {
  const { lane, kind, kindVersion, key, hlc, cause, body } = draft
  return cause === undefined
    ? { producer, lane, epoch, seq, kind, kindVersion, key, hlc, body }
    : { producer, lane, epoch, seq, kind, kindVersion, key, hlc, cause, body }
}

interface Sealed extends Stored {
  readonly chain: Uint8Array
}

function writesOf(sealed: readonly Sealed[], bytes: number): Write[] {
  const buffer = new Uint8Array(bytes)
  let at = 0
  return sealed.map((fact) => {
    const value = putTail(buffer, at, fact)
    at += value.length
    return { put: tailName(fact.lane, fact.seq), value }
  })
}
