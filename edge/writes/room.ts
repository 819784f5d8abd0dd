// The room that a node's journal has for writes that are made alone, and a fact now and then that some were put off.
import type { Clock } from '../../bus/clock.ts'
import type { Journal } from '../../bus/journal.ts'
import type { Stamps } from '../../bus/stamps.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { lanes } from '../../src/facts.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import { allow } from '../../src/mirror/pending/allowance.ts'
import type { Allowance } from '../../src/mirror/pending/allowance.ts'
import type { Write } from '../../src/mirror/pending/write.ts'
import type { KeptNumbers } from '../api/writes.ts'

/** What the room is measured by. */
export interface RoomParts {
  readonly node: NodeId
  readonly clock: Pick<Clock, 'mono'>
  readonly journal: Pick<Journal, 'tailBytes' | 'append'>
  readonly stamps: Stamps
  /** So many bytes of facts are kept for the cloud at most. */
  readonly keepBytesMax: number
}

/** What a fact of a write takes beside the write: names, numbers, chain and checksum. */
const aroundBytes = 512
/** Whoever is put off asks again after so long at the latest. */
const againMsMax = 60_000
/** That writes were put off is a fact once in so long. */
const factMs = 3_600_000

/** The room. */
export class WriteRoom {
  readonly #parts: RoomParts
  #allowed: Allowance | undefined
  #putOff = 0
  #noted: { readonly at: MonoMs; readonly putOff: number } | undefined

  constructor(parts: RoomParts) {
    this.#parts = parts
  }

  numbers(): KeptNumbers {
    const { journal, keepBytesMax } = this.#parts
    const bytes = lanes.reduce((sum, lane) => sum + journal.tailBytes(lane), 0)
    return { bytes, bytesMax: keepBytesMax, putOff: this.#putOff }
  }

  /** Takes room for a write; else in how many seconds there may be some. */
  take(write: Write): number | undefined {
    const at = this.#parts.clock.mono()
    const bytes = Buffer.byteLength(JSON.stringify(write)) + aroundBytes
    const cost = { bytes, isMinor: write.target.resource === 'events' }
    const allowed = allow(this.#allowed, this.numbers(), cost, at)
    if ('left' in allowed) {
      this.#allowed = allowed.left
      return undefined
    }
    this.#putOff += 1
    this.#note(at)
    return Math.ceil(Math.min(againMsMax, Math.max(1_000, allowed.againMs)) / 1_000)
  }

  #note(at: MonoMs): void {
    if (this.#noted !== undefined && at - this.#noted.at < factMs) return
    const { node, journal, stamps } = this.#parts
    const { bytes, bytesMax, putOff } = this.numbers()
    const count = putOff - (this.#noted?.putOff ?? 0)
    this.#noted = { at, putOff }
    const fact = { kind: 'writes-put-off', node, count, bytes, bytesMax } as const
    journal.append([factToDraft(fact, stamps.next())], () => undefined)
  }
}
