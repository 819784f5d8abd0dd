// What was converted, and what putting it back changes: a record and files in, steps out.
import { Buffer } from 'node:buffer'
import type { Edit } from './plan.ts'

/** One file that was converted. */
export interface Converted {
  readonly path: string
  /** As it was before; undefined where there was none. */
  readonly before: Uint8Array | undefined
  /** As it was left. */
  readonly after: Uint8Array
}

/** What is to be done with one file. */
export interface PutBack extends Converted {
  readonly now: Uint8Array | undefined
  /** `nothing`: it is as it was; `foreign`: somebody else has changed it since. */
  readonly step: 'put-back' | 'nothing' | 'foreign'
}

/** Whether two contents are the same; undefined is no file. */
export const areSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0

/** What is to be done with each file as it is now. */
export const puttingBack = (
  converted: readonly Converted[],
  now: (path: string) => Uint8Array | undefined,
): readonly PutBack[] =>
  converted.map((one) => {
    const is = now(one.path)
    if (areSame(is, one.before)) return { ...one, now: is, step: 'nothing' }
    return { ...one, now: is, step: areSame(is, one.after) ? 'put-back' : 'foreign' }
  })

/** What is remembered of a file once an edit was made: what it was before ours, whoever wrote that. */
export function remembered(known: Converted | undefined, edit: Edit): Converted {
  const { path, before, after, isOurs } = edit
  if (known === undefined) return { path, before, after }
  const isOfOthers = !isOurs && !areSame(before, known.after)
  return { path, before: isOfOthers ? before : known.before, after }
}

/** Whether an edit would write over what somebody else wrote into a file of ours. */
export const isForeign = (known: Converted | undefined, { isOurs, before, after }: Edit): boolean =>
  isOurs && before !== undefined && !areSame(before, after) && !areSame(before, known?.after)
