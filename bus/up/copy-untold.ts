// What had not travelled when a journal gave up a hole is written again in its new epoch, before all else.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { inTurn } from '../journal/pages.ts'
import type { Untold } from '../journal/parts.ts'
import type { Draft, Journal, Stored } from '../journal.ts'
import { copyOf } from './copy-of.ts'
import { copyLength, copyUnconfirmed } from './copy-unconfirmed.ts'
import { SaidSince } from './said-since.ts'

type Done = (fault: Fault | undefined) => void

/**
 * Up to the hole the last fact of each key survived, in the base, where nothing travels from; what follows hangs on it, so
 * it cannot travel under its name either. All of it keeps its order, and what is written from now on comes after it.
 */
export function copyUntold(journal: Journal, untold: Untold, done: Done): void {
  const copy = (lane: Lane, next: Done): void => {
    const kept: Stored[] = []
    const take = (facts: readonly Stored[]): void => {
      kept.push(...facts.filter(({ seq }) => seq > untold[lane]))
    }
    journal.base(lane, take, (fault) => {
      if (fault !== undefined || kept.length === 0) return next(fault)
      inTurn(pagesOf(kept.flatMap(copyOf)), append(journal, lane), (failed) =>
        failed === undefined ? copyUnconfirmed(journal, lane, next) : next(failed),
      )
    })
  }
  inTurn(lanes, copy, done)
}

/** What this epoch has said already, where the telling was interrupted, is said once more after it. */
function append(journal: Journal, lane: Lane): (page: readonly Draft[], next: Done) => void {
  const since = new SaidSince(journal, lane)
  return (page, next) =>
    since.read((fault) => {
      if (fault !== undefined) return next(fault)
      journal.append([...page, ...since.of(page)], (outcome) =>
        next(isFault(outcome) ? outcome : undefined),
      )
    })
}

const pagesOf = (drafts: readonly Draft[]): readonly (readonly Draft[])[] =>
  Array.from({ length: Math.ceil(drafts.length / copyLength) }, (_, page) =>
    drafts.slice(page * copyLength, (page + 1) * copyLength),
  )
