// Batches that come by hand, through the door for commands: taken as from any path, the owner's answer handed back.
import type { Clock } from '../bus/clock.ts'
import type { Journal } from '../bus/journal.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { ReadBatch } from '../bus/up/batch-facts.ts'
import { judgeBatch } from '../bus/up/judge-batch.ts'
import { readSignedBatch } from '../bus/up/signed-batch.ts'
import type { BatchCheck } from '../bus/up/signed-batch.ts'
import type { LaneOf, Taken } from '../bus/up/taken.ts'
import { encodeDown } from '../schemas/down.ts'
import type { Applied, Want } from '../schemas/down.ts'
import { sealSigned } from '../schemas/signed.ts'
import { createLink } from '../src/kernel/chain.ts'
import type { Link } from '../src/kernel/chain.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { ProducerId } from '../src/kernel/ids.ts'

/** What the owner said of a batch, and the same signed for its node. */
export interface HandAnswer {
  /** The facts that were brought. */
  readonly from: number
  readonly facts: number
  readonly epoch: number
  readonly down: Applied | Want
  readonly signed: Uint8Array
}

/** What batches by hand stand on. */
export interface ByHandParts extends BatchCheck {
  readonly clock: Clock
  readonly journal: Journal
  readonly keyring: Keyring
  readonly hear: (bytes: Uint8Array) => void
  /** How far a lane was taken. */
  readonly taken: (of: LaneOf) => Taken
  /** Whether this replica takes a producer's lanes. */
  readonly owns: (producer: ProducerId) => boolean
}

/** An owner that cannot write says nothing. */
const patienceMs = 5_000

type Waiting = (down: Applied | Want) => void

/** Those who brought a batch and wait for what the owner says of its lane. */
export class BatchesByHand {
  readonly #parts: ByHandParts
  readonly #link: Link
  readonly #waiting = new Map<string, Set<Waiting>>()

  constructor(parts: ByHandParts) {
    this.#parts = parts
    this.#link = createLink(parts.keyring.hash)
  }

  /** The owner said something of a lane. */
  answered(down: Applied | Want): void {
    const waiting = this.#waiting.get(nameOf(down))
    this.#waiting.delete(nameOf(down))
    for (const each of waiting ?? []) each(down)
  }

  /**
   * SIGNATURE_INVALID, MALFORMED, …; CONFLICT where another replica takes this node's facts; TIMEOUT when the owner could not take it. What has a gap before it is not held: it
   * does not come again by itself.
   */
  take(bytes: Uint8Array, done: (outcome: HandAnswer | Fault) => void): void {
    const { clock, taken, owns } = this.#parts
    const batch = readSignedBatch(bytes, this.#parts)
    if (isFault(batch)) return clock.soon(() => done(batch))
    if (!owns(batch.producer)) return clock.soon(() => done(takenElsewhere(batch.producer)))
    const { producer, lane, epoch } = batch
    const known = taken({ producer, lane })
    if (judgeBatch(known, batch, this.#link).kind !== 'want') return this.#hear(batch, bytes, done)
    const want: Want = { kind: 'want', producer, lane, epoch, after: known.upTo }
    clock.soon(() => done(this.#answerOf(batch, want)))
  }

  #hear(batch: ReadBatch, bytes: Uint8Array, done: (outcome: HandAnswer | Fault) => void): void {
    const { clock, hear } = this.#parts
    const waiting = this.#waiting.get(nameOf(batch)) ?? new Set()
    this.#waiting.set(nameOf(batch), waiting)
    const giveUp = clock.after(patienceMs, () => {
      waiting.delete(taken)
      const within = `within ${patienceMs / 1_000} s`
      const text = `expected ${batch.producer} ${batch.lane} to be taken, came no answer ${within}`
      done(new Fault('TIMEOUT', `${text}: the log of the cloud says why`))
    })
    const taken: Waiting = (down) => {
      giveUp()
      clock.soon(() => done(this.#answerOf(batch, down)))
    }
    waiting.add(taken)
    hear(bytes)
  }

  #answerOf({ from, epoch, facts }: ReadBatch, down: Applied | Want): HandAnswer {
    const { journal, keyring } = this.#parts
    const as = { context: 'down', signer: journal.producer } as const
    const signed = sealSigned(as, encodeDown(down), keyring.sign)
    return { from, epoch, facts: facts.length, down, signed }
  }
}

const takenElsewhere = (producer: ProducerId): Fault =>
  new Fault(
    'CONFLICT',
    `expected the replica that takes the facts of ${producer}, this is another one: ask each with --cloud`,
  )

const nameOf = ({ producer, lane }: Pick<Applied, 'producer' | 'lane'>): string =>
  `${lane}/${producer}`
