// What every codec shares: the generated module, and a decoder's checks at the door.
import { Fault } from '../src/kernel/fault.ts'
import { causeway } from './generated/wire.js'
import { limits } from './limits.ts'

/** The generated messages. */
export const wire = causeway.v1

/** A view as a plain `Uint8Array`: a `Buffer` slices by other rules, so none leaves this room. */
export const plain = (bytes: Uint8Array): Uint8Array =>
  bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)

/** The bytes of an encoded message, in memory of their own. */
export const finished = (writer: Finishing): Uint8Array =>
  writer.finishInto(new Uint8Array(writer.pos))

interface Finishing {
  readonly pos: number
  readonly finishInto: (into: Uint8Array) => Uint8Array
}

/** A message's name and its bound, for faults. */
export interface Bound {
  readonly what: string
  readonly bytesMax: number
}

/** A number as the generated module reads it: `uint64` comes as an object with `toNumber`. */
export type WireNumber = number | { readonly toNumber: () => number }

/** Size first, then decode and `check`; whatever goes wrong becomes a Fault. `check` may throw one. */
export function decoded<M, T>(
  bytes: Uint8Array,
  bound: Bound,
  type: { readonly decode: (bytes: Uint8Array) => M },
  check: (message: M) => T,
): T | Fault {
  if (bytes.length > bound.bytesMax) return tooLarge(bound, bytes.length)
  try {
    return check(type.decode(plain(bytes)))
  } catch (error) {
    if (error instanceof Fault) return error
    return malformed(`expected ${bound.what}, got ${bytes.length} bytes that do not decode`, error)
  }
}

/** The fault for bytes that break the schema. */
export const malformed = (message: string, cause?: unknown): Fault =>
  new Fault('MALFORMED', message, cause)

/** The fault for more bytes or items than allowed. */
export const tooLarge = (bound: Bound, came: number): Fault =>
  new Fault('TOO_LARGE', `expected ${bound.what} of at most ${bound.bytesMax}, got ${came}`)

interface Bounds {
  readonly min?: number
  readonly max?: number
}

const anyWhole: Bounds = {}

/** A whole number that a double holds exactly; throws MALFORMED. */
export function count(
  value: WireNumber | null | undefined,
  field: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds = anyWhole,
): number {
  const n = typeof value === 'object' && value !== null ? value.toNumber() : (value ?? 0)
  if (Number.isSafeInteger(n) && n >= min && n <= max) return n
  throw malformed(`expected ${field} to be a whole number from ${min} to ${max}, got ${n}`)
}

/** A name that is there and not too long; throws MALFORMED. */
export function named(
  value: string | null | undefined,
  field: string,
  lengthMax: number = limits.nameLength,
): string {
  const text = value ?? ''
  if (text === '') throw malformed(`expected ${field}, got nothing`)
  return bounded(text, field, lengthMax)
}

/** Text that may be empty but not too long; throws MALFORMED. */
export function bounded(
  value: string | null | undefined,
  field: string,
  lengthMax: number = limits.nameLength,
): string {
  const text = value ?? ''
  if (text.length <= lengthMax) return text
  throw malformed(`expected ${field} of at most ${lengthMax} characters, got ${text.length}`)
}

/** Bytes of an exact length; throws MALFORMED. */
export function exactly(
  bytes: Uint8Array | null | undefined,
  field: string,
  length: number,
): Uint8Array {
  if (bytes?.length === length) return plain(bytes)
  throw malformed(`expected ${field} of ${length} bytes, got ${bytes?.length ?? 0}`)
}

/** Bytes within a bound; throws TOO_LARGE. */
export function within(bytes: Uint8Array, bound: Bound): Uint8Array {
  if (bytes.length > bound.bytesMax) throw tooLarge(bound, bytes.length)
  return plain(bytes)
}

/** Items of a list that is not too long; throws TOO_LARGE. */
export function items<T>(
  list: readonly T[] | null | undefined,
  what: string,
  max: number,
): readonly T[] {
  const all = list ?? []
  if (all.length <= max) return all
  throw tooLarge({ what: `a list of ${what}`, bytesMax: max }, all.length)
}

/** The member of an enumeration; throws MALFORMED for the unspecified, NEWER_VERSION for the unknown. */
export function member<T>(
  table: Readonly<Record<number, T>>,
  value: number | null | undefined,
  field: string,
): T {
  const known = table[value ?? 0]
  if (known !== undefined) return known
  if (!value) throw malformed(`expected ${field}, got nothing`)
  throw new Fault(
    'NEWER_VERSION',
    `expected a known ${field}, got number ${value}: update this side`,
  )
}
