// How much of the past stays fact by fact: what is older or too much is folded into the last fact of each key.
import type { Clock } from '../bus/clock.ts'
import type { Journal, Stored } from '../bus/journal.ts'
import { decodeEnvelope } from '../schemas/envelope.ts'
import { isFault } from '../src/kernel/fault.ts'
import { sequence } from '../src/kernel/ids.ts'
import type { Sequence } from '../src/kernel/ids.ts'

/** Facts are kept one by one this long, or until they take this much room. */
export interface HistoryBounds {
  readonly keepMs: number
  readonly keepBytes: number
}

/** A week, or a gigabyte. */
export const historyBounds: HistoryBounds = { keepMs: 7 * 86_400_000, keepBytes: 1_000_000_000 }

/** Ages are looked at this often at most. */
const lookMs = 600_000

/** Of too much, this share goes at once. */
const share = 1 / 8

const pageLength = 512

/** Compacts after commits, as the bounds ask for it, until cancelled. */
export function boundHistory(
  journal: Journal,
  clock: Clock,
  { keepMs, keepBytes }: HistoryBounds,
): () => void {
  let busy = false
  let lookedAt = -Infinity

  const compact = (upTo: Sequence, then: () => void): void =>
    journal.compact('state', upTo, (fault) => {
      busy = false
      if (fault === undefined) then()
    })
  const dropOld = (): void => {
    busy = true
    const { checkpoint } = journal.position('state')
    const before = clock.wall() - keepMs
    journal.read('state', checkpoint, pageLength, (page) => {
      const old = isFault(page) ? [] : page.filter((stored) => stampedAt(stored) < before)
      const last = old.at(-1)
      if (last === undefined) busy = false
      else compact(last.seq, old.length === pageLength ? dropOld : () => undefined)
    })
  }
  return journal.listen(() => {
    if (busy) return
    const { checkpoint, last } = journal.position('state')
    if (journal.tailBytes('state') > keepBytes) {
      busy = true
      const upTo = sequence(checkpoint + Math.ceil((last - checkpoint) * share))
      return compact(upTo, () => undefined)
    }
    if (clock.mono() - lookedAt < lookMs) return
    lookedAt = clock.mono()
    dropOld()
  })
}

/** What cannot be read has no age of its own: it goes with its neighbours. */
function stampedAt(stored: Stored): number {
  const envelope = decodeEnvelope(stored.envelope)
  return isFault(envelope) ? Infinity : envelope.hlc.wallMs
}
