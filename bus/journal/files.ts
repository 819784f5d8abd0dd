// Opening and closing a journal's two files together.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Files } from './load.ts'
import type { JournalParts } from './parts.ts'

/** Opens the store, then the slots; neither stays open when one cannot be. */
export function openFiles(
  parts: Pick<JournalParts, 'openStore' | 'openSlots'>,
  done: (outcome: Files | Fault) => void,
): void {
  parts.openStore((store) => {
    if (isFault(store)) return done(store)
    parts.openSlots((slots) => {
      if (isFault(slots)) return store.close(() => done(slots))
      done({ store, slots })
    })
  })
}

/** Closes both. */
export const closeFiles = (files: Files, done: () => void): void =>
  files.slots.close(() => files.store.close(done))
