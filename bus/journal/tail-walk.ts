// The walk over a lane's tail on opening: every record's checksum, its place, and the chain from the checkpoint on.
import { sameBytes } from '../../src/kernel/chain.ts'
import type { Link } from '../../src/kernel/chain.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Entry } from '../store.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { LaneHead } from './head.ts'
import { mergeHoles } from './hole.ts'
import type { Hole } from './hole.ts'
import { tailSeq } from './names.ts'
import { readTail } from './record.ts'

/** What a tail holds. */
export interface TailScan {
  /** The last whole record and its chain. */
  readonly last: LaneHead
  readonly holes: readonly Hole[]
  /** The first record after the last hole, from which the chain runs unbroken to `last`. */
  readonly resume: LaneHead | undefined
  /** The epoch of the last record and the first sequence that belongs to it. */
  readonly latest: Latest
  readonly bytes: number
}

/** An epoch and where it begins in a tail. */
export interface Latest {
  readonly epoch: Epoch
  readonly from: Sequence
}

/** Takes a tail's records in order; a damaged record counts as a missing one. */
export class TailWalk {
  readonly #lane: Lane
  readonly #start: Checkpoint
  readonly #head: LaneHead | undefined
  readonly #link: Link
  readonly #holes: Hole[] = []
  #last: LaneHead
  #resume: LaneHead | undefined
  #latest: Latest = { epoch: epoch(0), from: sequence(0) }
  #bytes = 0

  constructor(lane: Lane, start: Checkpoint, head: LaneHead | undefined, link: Link) {
    this.#lane = lane
    this.#start = start
    this.#head = head
    this.#link = link
    this.#last = { last: start.at, chain: start.chain }
  }

  take(entry: Entry): void {
    const seq = tailSeq(this.#lane, entry.key)
    const record = readTail(entry.value)
    if (seq === undefined || record === undefined) return
    const { last, chain } = this.#last
    const whole = this.#agreesWithHead(seq, record.chain)
    if (!whole) return
    if (seq === last + 1) {
      const fits = sameBytes(this.#link(chain, seq, record.envelope), record.chain)
      if (!fits && last === this.#start.at) return
      if (!fits) this.#hole(last, last, { last: seq, chain: record.chain })
    } else {
      this.#hole(last + 1, seq - 1, { last: seq, chain: record.chain })
    }
    this.#last = { last: seq, chain: record.chain }
    if (record.epoch !== this.#latest.epoch) this.#latest = { epoch: record.epoch, from: seq }
    this.#bytes += entry.value.length
  }

  finish(): TailScan {
    const copy = (at: LaneHead): LaneHead => ({ last: at.last, chain: at.chain.slice() })
    return {
      last: copy(this.#last),
      holes: mergeHoles(this.#holes),
      resume: this.#resume === undefined ? undefined : copy(this.#resume),
      latest: this.#latest,
      bytes: this.#bytes,
    }
  }

  #agreesWithHead(seq: Sequence, chain: Uint8Array): boolean {
    return seq !== this.#head?.last || sameBytes(chain, this.#head.chain)
  }

  #hole(from: number, to: number, resume: LaneHead): void {
    this.#holes.push({ lane: this.#lane, part: 'tail', from, to })
    this.#resume = resume
  }
}
