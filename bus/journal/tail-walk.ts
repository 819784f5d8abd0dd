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
import { readEntry } from './tail-entry.ts'
import type { TailEntry } from './tail-entry.ts'

/** What a tail holds. */
export interface TailScan {
  /** The last whole record and its chain. */
  readonly last: LaneHead
  readonly holes: readonly Hole[]
  /** The end of the first record after the last hole, from which the chain runs unbroken to `last`. */
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
    const record = readEntry(this.#lane, entry)
    const { last } = this.#last
    if (record === undefined || record.first <= last) return
    const end: LaneHead = { last: record.last, chain: record.chain }
    if (record.first > last + 1) {
      if (!this.#headFits(record)) return
      this.#hole(last + 1, record.first - 1, end)
    } else {
      const found = this.#follow(record)
      if (found === 'broken' && last > this.#start.at) this.#hole(last, last, end)
      else if (found !== 'whole') return
    }
    this.#last = end
    if (record.epoch !== this.#latest.epoch)
      this.#latest = { epoch: record.epoch, from: record.first }
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

  /** Follows the chain through a record: `foreign` when the head knows another chain, `broken` when it does not hang together. */
  #follow(record: TailEntry): 'whole' | 'foreign' | 'broken' {
    let { chain } = this.#last
    let seq = record.first - 1
    for (const envelope of record.envelopes) {
      seq += 1
      chain = this.#link(chain, seq, envelope)
      if (seq === this.#head?.last && !sameBytes(chain, this.#head.chain)) return 'foreign'
    }
    return sameBytes(chain, record.chain) ? 'whole' : 'broken'
  }

  #headFits({ last, chain }: TailEntry): boolean {
    return last !== this.#head?.last || sameBytes(chain, this.#head.chain)
  }

  #hole(from: number, to: number, resume: LaneHead): void {
    this.#holes.push({ lane: this.#lane, part: 'tail', from, to })
    this.#resume = resume
  }
}
