// The facts a journal writes about itself, as drafts.
import { toHex } from '../../src/kernel/hex.ts'
import type { LogFact } from '../../src/kernel/log-facts.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Draft } from '../journal.ts'
import type { Book } from './book.ts'
import type { Hole } from './hole.ts'

/** A fact of the journal itself, for a lane. */
export function logDraft(lane: Lane, fact: LogFact, wall: WallMs): Draft {
  const { kind, ...fields } = fact
  return {
    lane,
    kind,
    kindVersion: 1,
    key: `journal/${kind}`,
    hlc: { wallMs: wall, counter: 0 },
    body: new TextEncoder().encode(JSON.stringify(fields)),
  }
}

/** The first fact of each lane in an epoch after `previous`: where the lane hangs on what was before. */
export const epochDrafts = (
  book: Book,
  previous: Epoch,
  losses: readonly Hole[],
  wall: WallMs,
): readonly Draft[] =>
  lanes.map((lane) => {
    const { last, chain } = book.lanes[lane].head
    const lost = losses.find((loss) => loss.lane === lane)
    const base = { kind: 'epoch-began', previous, upTo: last, chain: toHex(chain) } as const
    return logDraft(lane, lost === undefined ? base : { ...base, lostTo: lost.to }, wall)
  })

/** One audit fact per hole that was given up. */
export const holeDrafts = (holes: readonly Hole[], wall: WallMs): readonly Draft[] =>
  holes.map((hole) => logDraft('audit', { kind: 'hole-found', ...hole }, wall))
