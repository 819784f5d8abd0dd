// The acknowledged facts of one producer, through all its lives: what its journal told, each once.
import type { Journal, Stored } from '../../bus/journal.ts'
import { replayLane } from '../../bus/journal-replay.ts'
import { lanes } from '../../src/facts.ts'

/** Takes the journal of a life that has just started. */
export type Follow = (journal: Journal) => void

/** Hands every acknowledged fact to `each`, once; the journal of a new life is read from its beginning. */
export function createJournalFeed(each: (fact: Stored) => void): Follow {
  const heard = new Set<string>()
  const hear = (facts: readonly Stored[]): void => {
    for (const fact of facts) {
      const name = `${fact.lane}/${fact.epoch}/${fact.seq}`
      if (heard.has(name)) continue
      heard.add(name)
      each(fact)
    }
  }
  return (journal) => {
    journal.listen(hear)
    for (const lane of lanes) replayLane(journal, lane, hear, () => {})
  }
}
