// Comparing with the owner: the keys of buckets that differ, then the facts that are missing, until none is.
import { sameContent } from './buckets.ts'
import type { FeedFact } from './feed-fact.ts'
import type { Holdings } from './holdings.ts'
import { keyText } from './scope.ts'
import { askMax } from './sync.ts'
import type { AskWhat, FactsAnswer, KeysAnswer } from './sync.ts'

/** A comparison with what the owner had at (epoch, through). */
export interface Compare {
  readonly epoch: number
  readonly through: number
  /** Buckets that differ, whose keys were not asked for yet. */
  readonly buckets: readonly number[]
  /** Buckets whose keys are asked for now. */
  readonly asked: readonly number[]
  /** Sequences of facts that are missing here. */
  readonly wanted: readonly number[]
}

/** Where a comparison is after a step; without a question it is over. */
export interface ComparedTo {
  readonly compare: Compare
  readonly ask: AskWhat | undefined
  readonly facts: readonly FeedFact[]
  readonly drops: readonly string[]
}

/** The next question: facts that are missing, else keys of further buckets. */
export function compareOutcome(
  compare: Compare,
  done: Pick<ComparedTo, 'facts' | 'drops'> = { facts: [], drops: [] },
): ComparedTo {
  const { buckets, wanted } = compare
  if (wanted.length > 0) {
    return { ...done, compare, ask: { kind: 'facts', seqs: wanted.slice(0, askMax.seqs) } }
  }
  if (buckets.length === 0) return { ...done, compare, ask: undefined }
  const asked = buckets.slice(0, askMax.buckets)
  const next = { ...compare, asked, buckets: buckets.slice(askMax.buckets) }
  return { ...done, compare: next, ask: { kind: 'keys', buckets: asked } }
}

/** The owner lists all keys of the buckets asked for: what it does not list is deleted. */
export function keysTold(compare: Compare, { listed }: KeysAnswer, held: Holdings): ComparedTo {
  const there = new Set(listed.map(({ key }) => keyText(key)))
  const drops = held.keysIn(compare.asked).filter((key) => !there.has(key))
  const missing = listed.filter(
    ({ key, content }) => !sameContent(held.contentOf(keyText(key)), content),
  )
  const wanted = [...compare.wanted, ...missing.map(({ seq }) => seq)]
  return compareOutcome({ ...compare, asked: [], wanted }, { facts: [], drops })
}

/** Facts that were missing. One that is not there any more has a successor in the pages to come. */
export function factsTold(compare: Compare, { facts, covered }: FactsAnswer): ComparedTo {
  const asked = new Set(compare.wanted.slice(0, covered))
  const wanted = compare.wanted.slice(covered)
  const right = facts.filter(({ seq }) => asked.has(seq))
  return compareOutcome({ ...compare, wanted }, { facts: right, drops: [] })
}
