// Making one batch from a journal: facts of one epoch, within bounds, between two chain values.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Batch } from '../../schemas/batch.ts'
import type { Journal, Stored } from '../journal.ts'

/** The bounds of one batch. */
export interface BatchBounds {
  readonly batchBytes: number
  readonly batchFacts: number
}

/** A question: no facts, but where the lane ends, so that the owner answers where it stands. */
export function questionOf(journal: Journal, lane: Lane): Batch {
  const { epoch, last, chain } = journal.position(lane)
  const from = sequence(last + 1)
  const { producer } = journal
  return { producer, lane, epoch, from, previousChain: chain, chain, envelopes: [] }
}

/** The next batch after `after`; undefined when there is nothing. */
export function nextBatch(
  journal: Journal,
  lane: Lane,
  { after, bounds }: { readonly after: Sequence; readonly bounds: BatchBounds },
  done: (outcome: Batch | undefined | Fault) => void,
): void {
  journal.read(lane, after, bounds.batchFacts, (facts) => {
    if (isFault(facts)) return done(facts)
    const [first, ...rest] = withinBounds(facts, bounds.batchBytes)
    if (first === undefined) return done(undefined)
    const last = rest.at(-1) ?? first
    journal.chainAt(lane, after, (previousChain) => {
      if (isFault(previousChain)) return done(previousChain)
      journal.chainAt(lane, last.seq, (chain) => {
        if (isFault(chain)) return done(chain)
        const envelopes = [first, ...rest].map((fact) => fact.envelope)
        const { epoch, seq: from } = first
        const { producer } = journal
        const { checkpoint } = journal.position(lane)
        const batch = { producer, lane, epoch, from, previousChain, chain, envelopes }
        done(checkpoint > 0 ? { ...batch, checkpoint } : batch)
      })
    })
  })
}

/** The first facts that are of one epoch and small enough together; at least one. */
function withinBounds(facts: readonly Stored[], bytesMax: number): readonly Stored[] {
  let bytes = 0
  const end = facts.findIndex((fact, at) => {
    bytes += fact.envelope.length
    return at > 0 && (fact.epoch !== facts[0]?.epoch || bytes > bytesMax)
  })
  return end < 0 ? facts : facts.slice(0, end)
}
