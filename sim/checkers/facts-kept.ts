// Checks that a journal which is opened again has every fact that it ever acknowledged.
import type { Journal, Stored } from '../../bus/journal.ts'
import { replayLane } from '../../bus/journal-replay.ts'
import { sameBytes } from '../../src/kernel/chain.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Acknowledged, Ledger } from '../world/ledger.ts'
import type { Find, MakeChecker } from './checker.ts'

/** The checker. Facts before the checkpoint may have given way to a later one of their key. */
export const factsKept: MakeChecker = ({ ledger }, find) => ({
  name: 'facts kept',
  opened: (journal) => {
    for (const lane of lanes) check(journal, lane, ledger, find)
  },
})

function check(journal: Journal, lane: Lane, ledger: Ledger, find: Find): void {
  const { producer } = journal
  const expected = ledger.of(producer).filter(({ stored }) => stored.lane === lane)
  const found = new Map<number, Stored>()
  const { checkpoint } = journal.position(lane)
  const take = (facts: readonly Stored[]) => {
    for (const fact of facts) found.set(fact.seq, fact)
  }
  replayLane(journal, lane, take, (fault) => {
    if (fault !== undefined) return find(`${producer} ${lane} cannot be read: ${fault.code}`)
    const lost = expected.filter((fact) => !isThere(fact, found, checkpoint))
    const [first] = lost
    if (first !== undefined)
      find(`${producer} ${lane} lost ${lost.length} facts, the first is ${first.stored.seq}`)
  })
}

function isThere(
  { stored }: Acknowledged,
  found: ReadonlyMap<number, Stored>,
  checkpoint: number,
): boolean {
  const there = found.get(stored.seq)
  if (there === undefined) return stored.seq <= checkpoint
  return there.epoch === stored.epoch && sameBytes(there.envelope, stored.envelope)
}
