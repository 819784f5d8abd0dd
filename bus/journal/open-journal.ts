// Opening a journal: its files, then the walk through everything, then the engine.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { JournalEngine } from './engine.ts'
import { closeFiles, openFiles } from './files.ts'
import type { JournalParts, OpenedJournal } from './parts.ts'
import { settle } from './settle.ts'

/**
 * Opens and verifies. NEWER_VERSION, STORE_FOREIGN and STORE_LOCKED as their names say; JOURNAL_HOLE names the exact
 * sequences when facts are missing between others and `repair` does not help.
 */
export function openJournal(
  parts: JournalParts,
  done: (outcome: OpenedJournal | Fault) => void,
): void {
  openFiles(parts, (files) => {
    if (isFault(files)) return done(files)
    settle(files, parts, (settled) => {
      if (isFault(settled)) return closeFiles(files, () => done(settled))
      const { book, ...found } = settled
      const journal = new JournalEngine(parts, files, book)
      done({ journal, ...found, told: (answer) => journal.told(answer) })
    })
  })
}
