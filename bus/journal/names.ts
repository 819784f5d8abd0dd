// The names of a journal's records in its store, built and parsed in one place.
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'

const digits = 16

/** The record that says whose journal this is, in which format, and its epoch. */
export const metaName = 'm/journal'

/** The record of what is being given up. */
export const givenUpName = 'm/given-up'

/** A lane's checkpoint. */
export const checkpointName = (lane: Lane): string => `c/${lane}`

/** How far a lane is confirmed. */
export const confirmedName = (lane: Lane): string => `u/${lane}`

/** A record of the tail, by the sequence of its first fact; names are ordered as sequences are. */
export const tailName = (lane: Lane, seq: number): string =>
  `t/${lane}/${String(seq).padStart(digits, '0')}`

/** The sequence in a tail name; undefined when it is none. */
export function tailSeq(lane: Lane, name: string): Sequence | undefined {
  const text = name.slice(lane.length + 3)
  return /^\d{16}$/.test(text) && name.startsWith(`t/${lane}/`) ? sequence(Number(text)) : undefined
}

/** The last fact of a key, which names its kind too; the key is escaped to printable ASCII. */
export const baseName = (lane: Lane, key: string): string => `b/${lane}/${encodeURI(key)}`

/** Bounds of all names of a lane's base, for a range. */
export const baseRange = (lane: Lane): { readonly after: string; readonly before: string } => ({
  after: `b/${lane}/`,
  before: `b/${lane}0`,
})

/** Bounds of a lane's tail records that begin after `after`, for a range. */
export const tailRange = (
  lane: Lane,
  after: number,
): { readonly after: string; readonly before: string } => ({
  after: tailName(lane, after),
  before: `t/${lane}0`,
})

/** Bounds of a lane's tail records that begin at `at` or before, for a range. */
export const tailRangeUpTo = (
  lane: Lane,
  at: number,
): { readonly after: string; readonly before: string } => ({
  after: `t/${lane}/`,
  before: tailName(lane, at + 1),
})
