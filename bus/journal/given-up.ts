// The record of holes that are being given up: it stands until what had not travelled was written again.
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { Write } from '../store.ts'
import { crcBytes, crcFits, sealCrc } from './bytes.ts'
import type { Hole } from './hole.ts'
import { givenUpName } from './names.ts'
import type { Untold } from './parts.ts'

/** What is given up, and what of it had not travelled. */
export interface GivenUp {
  /** The epoch in which it was decided; once a later one has begun, only the telling is left to do. */
  readonly epoch: Epoch
  readonly holes: readonly Hole[]
  readonly untold: Untold
}

/** A record that cannot be read says nothing but that something was given up: no epoch has begun since. */
const unreadable: GivenUp = {
  epoch: epoch(Number.MAX_SAFE_INTEGER),
  holes: [],
  untold: each(() => Number.MAX_SAFE_INTEGER),
}

/** The write of the record. */
export function givenUpWrite(given: GivenUp): Write {
  const text = new TextEncoder().encode(JSON.stringify(given))
  const value = new Uint8Array(crcBytes + text.length)
  value.set(text, crcBytes)
  sealCrc(value)
  return { put: givenUpName, value }
}

/** Reads the record. */
export function readGivenUp(bytes: Uint8Array): GivenUp {
  if (!crcFits(bytes, crcBytes + 2)) return unreadable
  return JSON.parse(new TextDecoder().decode(bytes.subarray(crcBytes))) as GivenUp
}

/** What had not travelled by either. */
export const untoldByBoth = (one: Untold, other: Untold): Untold =>
  each((lane) => Math.min(one[lane], other[lane]))

function each(of: (lane: Lane) => number): Untold {
  return Object.fromEntries(lanes.map((lane) => [lane, sequence(of(lane))])) as Untold
}
