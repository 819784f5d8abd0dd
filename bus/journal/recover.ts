// Recovery after a failed write, without a restart: open again, walk through everything, and undo what was refused.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Write } from '../store.ts'
import type { Book } from './book.ts'
import { closeFiles, openFiles } from './files.ts'
import type { Files } from './load.ts'
import { tailName } from './names.ts'
import type { JournalParts } from './parts.ts'
import { settle } from './settle.ts'
import { confirmHead } from './write.ts'

/** A journal that can be written again. */
export interface Recovered {
  readonly files: Files
  readonly book: Book
}

/** Opens and verifies; facts beyond `acknowledged` were answered with a fault and are taken out again. */
export function recover(
  parts: JournalParts,
  acknowledged: Book,
  done: (outcome: Recovered | Fault) => void,
): void {
  openFiles(parts, (files) => {
    if (isFault(files)) return done(files)
    const giveUp = (fault: Fault): void => closeFiles(files, () => done(fault))
    settle(files, parts, (settled) => {
      if (isFault(settled)) return giveUp(settled)
      const { book } = settled
      if (settled.outcome === 'renewed') return done({ files, book })
      undo(files, book, acknowledged, (fault) => (fault ? giveUp(fault) : done({ files, book })))
    })
  })
}

/** The head goes back first: a crash in between leaves facts that count, never a head that promises too much. */
function undo(
  files: Files,
  book: Book,
  acknowledged: Book,
  done: (fault: Fault | undefined) => void,
): void {
  const refused: Write[] = []
  for (const lane of lanes) {
    const { last } = acknowledged.lanes[lane].head
    const first = Math.max(last, book.lanes[lane].checkpoint.at) + 1
    for (let seq = first; seq <= book.lanes[lane].head.last; seq++)
      refused.push({ del: tailName(lane, seq) })
    if (last < book.lanes[lane].head.last) book.lanes[lane].head = acknowledged.lanes[lane].head
  }
  if (refused.length === 0) return done(undefined)
  confirmHead(files, book, (fault) =>
    fault ? done(fault) : files.store.batch(refused, { sync: true }, done),
  )
}
