// The owner's side of one lane: one batch at a time, the rest held in bounds, and what was taken answered.
import type { Link } from '../../src/kernel/chain.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Applied, Want } from '../../schemas/down.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { Door } from '../door.ts'
import type { DraftSink } from '../journal-facts.ts'
import type { Draft } from '../journal.ts'
import { epochBefore } from './batch-facts.ts'
import type { ReadBatch } from './batch-facts.ts'
import { judgeBatch } from './judge-batch.ts'
import type { Judged } from './judge-batch.ts'
import { forkDraft, laneTakenDraft, nothingTaken, takenDraft } from './taken.ts'
import type { LaneOf, Taken } from './taken.ts'

/** Batches that wait for the one being written or for those before them. */
const heldMax = 64
const heldBytesMax = 1_048_576

/** What all lanes of an owner share. */
export interface LaneParts {
  readonly sink: DraftSink
  readonly link: Link
  readonly stamp: () => Hlc
  readonly door: Door
  readonly say: (down: Applied | Want) => void
  /** Facts that are durable now, in order, each once in the life of this process. */
  readonly took: (facts: readonly Envelope[]) => void
}

/** One lane of one producer. */
export class OwnerLane {
  readonly #of: LaneOf
  readonly #parts: LaneParts
  readonly #held: ReadBatch[] = []
  #taken: Taken
  #writing = false
  #wanted = -1
  #forked = -1
  /** The end of another history than the one that was taken, as far as it came. */
  #other: Taken | undefined

  constructor(of: LaneOf, taken: Taken | undefined, parts: LaneParts) {
    this.#of = of
    this.#parts = parts
    this.#taken = taken ?? nothingTaken
  }

  get taken(): Taken {
    return this.#taken
  }

  /** Another replica took the lane so far. */
  learn(taken: Taken): void {
    this.#taken = taken
  }

  hear(batch: ReadBatch): void {
    if (this.#writing) return this.#hold(batch)
    const judged = judgeBatch(this.#taken, batch, this.#parts.link, this.#other)
    switch (judged.kind) {
      case 'answer':
        return this.#answer()
      case 'want':
        return this.#want(batch)
      case 'fork':
        return this.#fork(batch)
      case 'refuse':
        return this.#parts.door.refuse('batch whose chain is not that of its facts', {
          ...this.#of,
        })
      case 'take':
        return this.#take(batch, judged)
    }
  }

  #answer(): void {
    this.#parts.say({ kind: 'applied', ...this.#of, ...this.#taken })
  }

  /**
   * Asked once for each place: a lost question is made up for by the producer's own timer. What lies before a later epoch is
   * asked for whenever its beginning comes: by itself its producer does not ship it again.
   */
  #want(batch: ReadBatch): void {
    this.#hold(batch)
    const { upTo: after, epoch } = this.#taken
    const begins = batch.epoch > epoch && epochBefore(batch) !== undefined
    if (this.#wanted === after && !begins) return
    this.#wanted = after
    this.#parts.say({ kind: 'want', ...this.#of, epoch: batch.epoch, after })
  }

  #hold(batch: ReadBatch): void {
    const bytes = [...this.#held, batch].reduce((sum, each) => sum + sizeOf(each), 0)
    if (this.#held.length < heldMax && bytes <= heldBytesMax) this.#held.push(batch)
    else this.#parts.door.refuse('batch beyond what is held', { ...this.#of })
  }

  /** The answer shows the producer that its history is not the one that was taken. */
  #fork({ epoch, from, facts, chain }: ReadBatch): void {
    this.#parts.door.refuse('batch of another history', { ...this.#of })
    this.#other = { epoch, upTo: sequence(from + facts.length - 1), chain }
    if (this.#forked === this.#taken.upTo) {
      this.#answer()
      return this.#release()
    }
    this.#forked = this.#taken.upTo
    this.#write([forkDraft(this.#of, this.#taken, this.#parts.stamp())], () => this.#answer())
  }

  #take(batch: ReadBatch, judged: Extract<Judged, { kind: 'take' }>): void {
    const hlc = this.#parts.stamp()
    const facts = batch.facts.slice(judged.skip)
    const drafts = facts.map((fact, at) =>
      takenDraft(this.#of, fact.key, batch.envelopes[judged.skip + at] ?? fact.body, hlc),
    )
    this.#write([...drafts, laneTakenDraft(this.#of, judged.taken, hlc)], () => {
      this.#taken = judged.taken
      this.#answer()
      this.#parts.took(facts)
    })
  }

  #write(drafts: readonly Draft[], written: () => void): void {
    this.#writing = true
    this.#parts.sink.append(this.#of.producer, drafts, (fault) => {
      this.#writing = false
      if (fault !== undefined) {
        this.#parts.door.refuse('batch that could not be written', { code: fault.code })
        this.#held.length = 0
        return
      }
      written()
      this.#release()
    })
  }

  /** What was held is heard again, the first by sequence first; what still has a gap before it goes on waiting. */
  #release(): void {
    const waiting = this.#held.splice(0).toSorted((a, b) => a.epoch - b.epoch || a.from - b.from)
    for (const batch of waiting) this.hear(batch)
  }
}

const sizeOf = (batch: ReadBatch): number =>
  batch.envelopes.reduce((bytes, envelope) => bytes + envelope.length, 0)
