// Answers that are too large for one message: taken apart, and put together again within bounds.
import { limits } from '../../schemas/limits.ts'
import type { Part } from '../../schemas/down.ts'
import type { MonoMs } from '../../src/kernel/time.ts'

/** One part of some bytes. */
export type Piece = Pick<Part, 'whole' | 'index' | 'count' | 'bytes'>

/** The parts of `bytes`, each at most `partBytes`. */
export function takeApart(bytes: Uint8Array, whole: number, partBytes: number): readonly Piece[] {
  const count = Math.ceil(bytes.length / partBytes)
  return Array.from({ length: count }, (_, index) => ({
    whole,
    index,
    count,
    bytes: bytes.slice(index * partBytes, (index + 1) * partBytes),
  }))
}

/** Wholes that are being put together at once; the oldest gives way. */
const wholesMax = 4

/** Without a new part for so long a whole is given up. */
const partSilenceMs = 30_000

interface Growing {
  readonly count: number
  readonly parts: Map<number, Uint8Array>
  bytes: number
  atMs: MonoMs
}

/** Puts parts together. */
export class Assembly {
  readonly #mono: () => MonoMs
  readonly #growing = new Map<number, Growing>()

  constructor(mono: () => MonoMs) {
    this.#mono = mono
  }

  /** Takes a part; the whole, once it is there. */
  take({ whole, index, count, bytes }: Piece): Uint8Array | undefined {
    this.#forget()
    const known = this.#growing.get(whole)
    const growing = known?.count === count ? known : this.#begin(whole, count)
    if (growing.parts.has(index)) return undefined
    growing.parts.set(index, bytes)
    growing.bytes += bytes.length
    growing.atMs = this.#mono()
    if (growing.bytes > limits.syncAnswerBytes) this.#growing.delete(whole)
    else if (growing.parts.size === count) return this.#end(whole, growing)
    return undefined
  }

  #begin(whole: number, count: number): Growing {
    const growing = { count, parts: new Map<number, Uint8Array>(), bytes: 0, atMs: this.#mono() }
    this.#growing.delete(whole)
    this.#growing.set(whole, growing)
    const [oldest] = this.#growing.keys()
    if (this.#growing.size > wholesMax && oldest !== undefined) this.#growing.delete(oldest)
    return growing
  }

  #end(whole: number, { count, parts, bytes }: Growing): Uint8Array {
    this.#growing.delete(whole)
    const out = new Uint8Array(bytes)
    let at = 0
    for (let index = 0; index < count; index++) {
      const part = parts.get(index) ?? new Uint8Array()
      out.set(part, at)
      at += part.length
    }
    return out
  }

  #forget(): void {
    const before = this.#mono() - partSilenceMs
    for (const [whole, { atMs }] of this.#growing) if (atMs < before) this.#growing.delete(whole)
  }
}
