// Batches that come by hand, through the door for commands: taken as from any path, the owner's answer handed back.
import type { Clock } from '../bus/clock.ts'
import type { Journal } from '../bus/journal.ts'
import type { Keyring } from '../bus/keyring.ts'
import { readSignedBatch } from '../bus/up/signed-batch.ts'
import type { BatchCheck } from '../bus/up/signed-batch.ts'
import { encodeDown } from '../schemas/down.ts'
import type { Applied, Want } from '../schemas/down.ts'
import { sealSigned } from '../schemas/signed.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'

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
}

/** An owner that cannot write says nothing. */
const patienceMs = 5_000

type Waiting = (down: Applied | Want) => void

/** Those who brought a batch and wait for what the owner says of its lane. */
export class BatchesByHand {
  readonly #parts: ByHandParts
  readonly #waiting = new Map<string, Set<Waiting>>()

  constructor(parts: ByHandParts) {
    this.#parts = parts
  }

  /** The owner said something of a lane. */
  answered(down: Applied | Want): void {
    const waiting = this.#waiting.get(nameOf(down))
    this.#waiting.delete(nameOf(down))
    for (const each of waiting ?? []) each(down)
  }

  /** SIGNATURE_INVALID, MALFORMED, …; TIMEOUT when the owner could not take it. */
  take(bytes: Uint8Array, done: (outcome: HandAnswer | Fault) => void): void {
    const { clock, hear } = this.#parts
    const batch = readSignedBatch(bytes, this.#parts)
    if (isFault(batch)) return clock.soon(() => done(batch))
    const waiting = this.#waiting.get(nameOf(batch)) ?? new Set()
    this.#waiting.set(nameOf(batch), waiting)
    const giveUp = clock.after(patienceMs, () => {
      waiting.delete(taken)
      const text = `expected ${batch.producer} ${batch.lane} to be taken, came no answer within ${patienceMs / 1_000} s`
      done(new Fault('TIMEOUT', `${text}: the log of the cloud says why`))
    })
    const taken: Waiting = (down) => {
      giveUp()
      const { from, epoch, facts } = batch
      const signed = this.#signed(down)
      clock.soon(() => done({ from, epoch, facts: facts.length, down, signed }))
    }
    waiting.add(taken)
    hear(bytes)
  }

  #signed(down: Applied | Want): Uint8Array {
    const { journal, keyring } = this.#parts
    const as = { context: 'down', signer: journal.producer } as const
    return sealSigned(as, encodeDown(down), keyring.sign)
  }
}

const nameOf = ({ producer, lane }: Pick<Applied, 'producer' | 'lane'>): string =>
  `${lane}/${producer}`
