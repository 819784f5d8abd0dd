// A journal in a folder: LevelDB for its facts, a file of slots for its head.
import { join } from 'node:path'
import type { Fault } from '../../src/kernel/fault.ts'
import { openJournal } from '../journal/open-journal.ts'
import type { JournalParts, OpenedJournal } from '../journal/parts.ts'
import { openFileSlots } from './file-slots.ts'
import { openLevelStore } from './level-store.ts'
import { sha256 } from './node-keyring.ts'
import { systemClock } from './system-clock.ts'

/** Opens the journal in `folder` (`journal/` and `head` in it), making it when it is not there. */
export function openLevelJournal(
  folder: string,
  parts: Omit<JournalParts, 'openStore' | 'openSlots' | 'hash' | 'clock'>,
  done: (outcome: OpenedJournal | Fault) => void,
): void {
  openJournal(
    {
      ...parts,
      openStore: (opened) => openLevelStore(join(folder, 'journal'), opened),
      openSlots: (opened) => openFileSlots(join(folder, 'head'), opened),
      hash: sha256,
      clock: systemClock,
    },
    done,
  )
}
