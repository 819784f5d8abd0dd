// The disks that conformance suites run on: in memory, in a folder with LevelDB, and how their callbacks are awaited.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileSlots } from '../../bus/adapters/file-slots.ts'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Open } from '../../bus/journal/parts.ts'
import type { Slots, Store } from '../../bus/store.ts'
import { Fault } from '../../src/kernel/fault.ts'

/** Asks for something that is answered by a callback, and waits for the answer. */
export type Drive = <T>(ask: (done: (outcome: T) => void) => void) => Promise<T>

/** A disk with one store and one pair of slots. */
export interface TestDisk {
  readonly clock: Clock
  readonly drive: Drive
  readonly openStore: Open<Store>
  readonly openSlots: Open<Slots>
  readonly dispose: () => void
}

/** Waits in real time. */
export const realDrive: Drive = (ask) => new Promise((resolve) => ask(resolve))

/** The answer, or the fault thrown. */
export function whole<T>(outcome: T | Fault): T {
  if (outcome instanceof Fault) throw outcome
  return outcome
}

/** The reference. */
export function memoryDisk(): TestDisk {
  const disk = createMemoryDisk(systemClock)
  return { clock: systemClock, drive: realDrive, ...disk, dispose: () => undefined }
}

/** LevelDB and a file in a folder of their own. */
export function folderDisk(): TestDisk & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-disk-'))
  return {
    clock: systemClock,
    drive: realDrive,
    openStore: (done) => openLevelStore(join(folder, 'journal'), done),
    openSlots: (done) => openFileSlots(join(folder, 'head'), done),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
    folder,
  }
}
