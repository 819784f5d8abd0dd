// One stream of a simulated server of logs: its entries, how many of them are synced, and what may befall it.
import {
  goneEntries,
  largeEntry,
  logGone,
  otherEntry,
  sequenceExpected,
  untrimmable,
} from '../../bus/log-faults.ts'
import type { LogInfo } from '../../bus/log.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** An entry, and the id that its writer gave it. */
export interface StoredEntry {
  readonly at: number
  readonly bytes: Uint8Array
  readonly id: string
}

/** Where a writer believes the stream to end: after the entry of that id, where he saw it. */
export interface Expected {
  readonly incarnation: string
  readonly last: number
  readonly lastId: string | undefined
}

/** A call of a client. */
export type LogCall =
  | { readonly kind: 'info' }
  | {
      readonly kind: 'append'
      readonly bytes: Uint8Array
      readonly id: string
      readonly expected: Expected
    }
  | {
      readonly kind: 'read'
      readonly incarnation: string
      readonly after: number
      readonly max: number
    }
  | {
      readonly kind: 'trim'
      readonly incarnation: string
      readonly first: number
      readonly expectedLast: number
    }

/** A stream. Its name outlives its incarnations. */
export class LogStream {
  readonly name: string
  #births = 1
  #entries: StoredEntry[] = []
  /** Entries before this one were forgotten. */
  #first = 1
  #synced = 0

  constructor(name: string) {
    this.name = name
  }

  get info(): LogInfo {
    const { incarnation, last } = this
    return { incarnation, first: this.#first, last }
  }

  get incarnation(): string {
    return `${this.name}/${this.#births}`
  }

  get last(): number {
    return this.#first - 1 + this.#entries.length
  }

  append(bytes: Uint8Array, id: string, expected: Expected): number | Fault {
    if (expected.incarnation !== this.incarnation) return logGone()
    const { last } = this
    if (expected.last !== last) return sequenceExpected(expected.last, last)
    const there = this.#entries.at(-1)?.id
    if (expected.lastId !== undefined && there !== undefined && there !== expected.lastId)
      return otherEntry(last)
    const large = largeEntry(bytes)
    if (large !== undefined) return large
    this.#entries.push({ at: last + 1, bytes: bytes.slice(), id })
    return last + 1
  }

  read(incarnation: string, after: number, max: number): readonly StoredEntry[] | Fault {
    if (incarnation !== this.incarnation) return logGone()
    const gone = goneEntries(this.info, after)
    if (gone !== undefined) return gone
    const from = after + 1 - this.#first
    return this.#entries.slice(from, from + max)
  }

  trim(incarnation: string, first: number, expectedLast: number): Fault | undefined {
    if (incarnation !== this.incarnation) return logGone()
    const fault = untrimmable(first, expectedLast, this.last)
    if (fault === undefined) this.#forgetBefore(first)
    return fault
  }

  /** Everything that was written is on the disk. */
  sync(): void {
    this.#synced = this.last
  }

  /** How many entries a power cut may take. */
  get unsynced(): number {
    return Math.max(0, this.last - this.#synced)
  }

  /** Loses so many of its last entries: an older copy was restored, or they were never on the disk. */
  rollBack(entries: number): void {
    this.#entries.splice(Math.max(0, this.#entries.length - entries))
    this.#synced = Math.min(this.#synced, this.last)
  }

  /** Forgets all entries, and goes on after them. */
  purge(): void {
    this.#forgetBefore(this.last + 1)
  }

  /** Loses everything, and is another one from now on. */
  recreate(): void {
    this.#births += 1
    this.#entries = []
    this.#first = 1
    this.#synced = 0
  }

  /** The same contents, apart: what a server that fell behind goes on telling. */
  copy(): LogStream {
    const copy = new LogStream(this.name)
    copy.#births = this.#births
    copy.#entries = [...this.#entries]
    copy.#first = this.#first
    return copy
  }

  #forgetBefore(first: number): void {
    const gone = Math.max(0, first - this.#first)
    this.#entries.splice(0, gone)
    this.#first += gone
  }
}
