// One lane's part of a commit: its drafts are planned first, so that all their envelopes are written into one record.
import type { Link } from '../../src/kernel/chain.ts'
import { assert } from '../../src/kernel/assert.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import { laneNumber } from '../../schemas/envelope.ts'
import { envelopeLength, writeEnvelope } from '../../schemas/envelope-writer.ts'
import type { WritableEnvelope } from '../../schemas/envelope-writer.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Write } from '../store.ts'
import type { Book } from './book.ts'
import type { LaneHead } from './head.ts'
import { tailName } from './names.ts'
import { TailWriter } from './record.ts'

/** What stays the same from commit to commit. */
export interface Pen {
  readonly producer: ProducerId
  readonly link: Link
}

/** Plans drafts, then writes them in the same order. */
export class LanePlan {
  readonly #lane: Lane
  readonly #epoch: Epoch
  readonly #pen: Pen
  readonly #first: number
  readonly #planned: WritableEnvelope[] = []
  readonly #lengths: number[] = []
  #length = 0
  #writer: TailWriter | undefined
  #written = 0
  #chain: Uint8Array
  /** Bytes of the record, once it is finished. */
  bytes = 0

  constructor(lane: Lane, book: Book, epoch: Epoch, pen: Pen) {
    this.#lane = lane
    this.#epoch = epoch
    this.#pen = pen
    this.#first = book.lanes[lane].head.last + 1
    this.#chain = book.lanes[lane].head.chain
  }

  /** Where the lane stands after what was written. */
  get head(): LaneHead {
    return { last: sequence(this.#first + this.#written - 1), chain: this.#chain }
  }

  plan(draft: Draft): void {
    const seq = this.#first + this.#planned.length
    const envelope = this.#envelopeOf(draft, seq)
    const length = envelopeLength(envelope)
    this.#planned.push(envelope)
    this.#lengths.push(length)
    this.#length += length
  }

  /** Writes the next planned draft. */
  write(): Stored {
    this.#writer ??= new TailWriter(this.#length, this.#planned.length)
    const envelope = this.#planned[this.#written]
    const length = this.#lengths[this.#written]
    assert(
      envelope !== undefined && length !== undefined,
      'every draft is planned before it is written',
    )
    const bytes = this.#writer.next(length)
    writeEnvelope(bytes, 0, envelope)
    const seq = sequence(this.#first + this.#written)
    this.#chain = this.#pen.link(this.#chain, seq, bytes)
    this.#written += 1
    return { lane: this.#lane, epoch: this.#epoch, seq, envelope: bytes }
  }

  /** The write of the record; none when nothing was planned. */
  finish(): readonly Write[] {
    if (this.#writer === undefined) return []
    const value = this.#writer.finish(this.#epoch, this.#chain)
    this.bytes = value.length
    return [{ put: tailName(this.#lane, this.#first), value }]
  }

  /** Field by field: spreading a draft and adding to it costs as much as all else here. */
  #envelopeOf(draft: Draft, seq: number): WritableEnvelope {
    const { kind, kindVersion, key, hlc, cause, body } = draft
    const { producer } = this.#pen
    const [lane, epoch] = [laneNumber(this.#lane), this.#epoch]
    return cause === undefined
      ? { producer, lane, epoch, seq, kind, kindVersion, key, hlc, body }
      : { producer, lane, epoch, seq, kind, kindVersion, key, hlc, cause, body }
  }
}
