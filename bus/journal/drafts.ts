// What may be appended: bounds of one draft, of one append, and of all that waits.
import { Fault } from '../../src/kernel/fault.ts'
import { limits } from '../../schemas/limits.ts'
import type { Draft } from '../journal.ts'

/** Bytes of a body; the whole envelope must fit into a body again, as which the cloud keeps it. */
export const bodyBytesMax = limits.bodyBytes - 8_192

/** Letters of a key; with the producer before it, it must fit into a key again. */
export const keyLengthMax = limits.keyLength - 304

/** Bytes of one append. */
export const appendBytesMax = 8 * 1_048_576

/** Bytes of all appends that wait. */
export const waitingBytesMax = 16 * 1_048_576

const overheadBytes = 128

/** About how many bytes the drafts take as records. */
export const sizeOf = (drafts: readonly Draft[]): number =>
  drafts.reduce((bytes, draft) => bytes + draft.body.length + draft.key.length + overheadBytes, 0)

/** Why these drafts are refused, if they are: whoever reads them later could not decode them. */
export function draftsFault(drafts: readonly Draft[]): Fault | undefined {
  if (sizeOf(drafts) > appendBytesMax)
    return new Fault('TOO_LARGE', `expected at most ${appendBytesMax} bytes in one append`)
  const large = drafts.find((draft) => draft.body.length > bodyBytesMax)
  if (large)
    return new Fault(
      'TOO_LARGE',
      `expected a body of at most ${bodyBytesMax} bytes for ${large.kind} of ${large.key}, got ${large.body.length}`,
    )
  const odd = drafts.find(isOdd)
  if (odd === undefined) return undefined
  const text = `expected a kind, a version from 1 and names within their bounds`
  return new Fault(
    'MALFORMED',
    `${text}, got ${odd.kind} ${odd.kindVersion} of ${odd.key.slice(0, 99)}`,
  )
}

const isOdd = (draft: Draft): boolean =>
  draft.kind === '' ||
  draft.kind.length > limits.nameLength ||
  draft.kindVersion < 1 ||
  draft.key.length > keyLengthMax ||
  (draft.cause?.length ?? 0) > limits.keyLength
