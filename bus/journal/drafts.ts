// What may be appended: bounds of one draft, of one append, and of all that waits.
import { Fault } from '../../src/kernel/fault.ts'
import { limits } from '../../schemas/limits.ts'
import type { Draft } from '../journal.ts'
import { factTaken } from '../up/taken.ts'

/** Bytes of a body; the whole envelope must fit into a body again, as which the cloud keeps it. */
const bodyBytesMax = limits.bodyBytes - 8_192

/** Letters of a key; with the producer before it, it must fit into a key again. */
const keyLengthMax = limits.keyLength - 304

/** What keeps another's fact may be as large as anything may. */
const bodyBytesOf = ({ kind }: Draft): number =>
  kind === factTaken ? limits.bodyBytes : bodyBytesMax
const keyLengthOf = ({ kind }: Draft): number =>
  kind === factTaken ? limits.keyLength : keyLengthMax

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
  const large = drafts.find((draft) => draft.body.length > bodyBytesOf(draft))
  if (large)
    return new Fault(
      'TOO_LARGE',
      `expected a body of at most ${bodyBytesOf(large)} bytes for ${large.kind} of ${large.key}, got ${large.body.length}`,
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
  draft.key.length > keyLengthOf(draft) ||
  (draft.cause?.length ?? 0) > limits.keyLength
