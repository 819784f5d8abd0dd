// What a producer makes of an `applied`: pure, one row a case. It was signed by the pinned key before it comes here.
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Applied } from '../../schemas/down.ts'
import type { Position } from '../journal.ts'

/** What of an `applied` is judged. */
export type Claim = Pick<Applied, 'epoch' | 'upTo'>

/**
 * foreign: the cloud took facts of ours that we do not have: another life of ours wrote them, or a twin does.
 * gone: what the cloud has ends before our checkpoint; we cannot go on from there.
 * below: so it does, but in an epoch before ours: we go on after `after` if our epoch begins there, else it is gone.
 * compare: go on after `at` if our chain there is the cloud's; it is a licence to compact only in our own epoch.
 * resume: the cloud is in an epoch before ours and has more of it than we kept; go on after `after`.
 */
export type AppliedJudged =
  | { readonly kind: 'foreign'; readonly above: Epoch }
  | { readonly kind: 'gone' }
  | { readonly kind: 'compare'; readonly at: Sequence; readonly licence: boolean }
  | { readonly kind: 'resume' | 'below'; readonly after: Sequence }

/** Judges a claim against where the lane stands. */
export function judgeApplied(own: Position, claim: Claim): AppliedJudged {
  const licence = claim.epoch === own.epoch
  if (claim.epoch > own.epoch || (licence && claim.upTo > own.last))
    return { kind: 'foreign', above: claim.epoch }
  const after = sequence(own.began - 1)
  if (!licence && claim.upTo > after) return { kind: 'resume', after }
  if (claim.upTo < own.checkpoint)
    return licence || own.confirmed > after ? { kind: 'gone' } : { kind: 'below', after }
  return { kind: 'compare', at: claim.upTo, licence }
}
