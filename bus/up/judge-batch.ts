// What the owner of a lane makes of a batch: pure, one row a case.
import { chainStart, sameBytes } from '../../src/kernel/chain.ts'
import type { Link } from '../../src/kernel/chain.ts'
import { sequence } from '../../src/kernel/ids.ts'
import { epochBefore } from './batch-facts.ts'
import type { ReadBatch } from './batch-facts.ts'
import { nothingTaken } from './taken.ts'
import type { Taken } from './taken.ts'

/**
 * answer: say how far the lane was taken; nothing of the batch is new, or it cannot be taken.
 * want: facts before it are missing; hold it.
 * take: append the facts from the `skip`th on, and come to `taken`.
 * fork: it is another history than the one that was taken.
 * refuse: its bytes are not what it says.
 */
export type Judged =
  | { readonly kind: 'answer' | 'want' | 'fork' | 'refuse' }
  | { readonly kind: 'take'; readonly skip: number; readonly taken: Taken }

/** Judges a batch against what was taken of its lane, and the end of the other history that came last, if one did. */
export function judgeBatch(known: Taken, batch: ReadBatch, link: Link, other?: Taken): Judged {
  if (batch.facts.length === 0 || batch.epoch < known.epoch) return { kind: 'answer' }
  const isOfOther = other !== undefined && hangsOn(batch, other)
  if (batch.epoch === known.epoch)
    return isOfOther ? { kind: 'fork' } : judgeNext(known, batch, link)
  const before = epochBefore(batch)
  if (before === undefined) return { kind: 'want' }
  if (batch.from === 1) return judgeNext({ ...nothingTaken, epoch: batch.epoch }, batch, link)
  const upTo = sequence(batch.from - 1)
  // What lies between can still be taken, unless it is of an epoch below ours, of another history or lost: then it was copied.
  const isThere = before >= known.epoch && !isOfOther && !isLost(known, batch)
  if (known.upTo < upTo && isThere) return { kind: 'want' }
  const from: Taken = { epoch: batch.epoch, upTo, chain: batch.previousChain }
  return judgeNext(from, batch, link)
}

/** Whether the producer cannot tell any more what comes next. */
const isLost = (known: Taken, { checkpoint = 0 }: ReadBatch): boolean => checkpoint > known.upTo

const hangsOn = (batch: ReadBatch, end: Taken): boolean =>
  batch.from === end.upTo + 1 && sameBytes(batch.previousChain, end.chain)

function judgeNext(known: Taken, batch: ReadBatch, link: Link): Judged {
  const to = batch.from + batch.facts.length - 1
  if (batch.from > known.upTo + 1) return { kind: 'want' }
  if (to < known.upTo) return { kind: 'answer' }
  let chain = batch.previousChain
  if (batch.from === 1 && !sameBytes(chain, chainStart)) return { kind: 'refuse' }
  if (batch.from === known.upTo + 1 && !sameBytes(chain, known.chain)) return { kind: 'fork' }
  for (const [at, envelope] of batch.envelopes.entries()) {
    const seq = batch.from + at
    chain = link(chain, seq, envelope)
    if (seq === known.upTo && !sameBytes(chain, known.chain)) return { kind: 'fork' }
  }
  if (!sameBytes(chain, batch.chain)) return { kind: 'refuse' }
  if (to === known.upTo) return { kind: 'answer' }
  const taken: Taken = { epoch: batch.epoch, upTo: sequence(to), chain }
  return { kind: 'take', skip: known.upTo + 1 - batch.from, taken }
}
