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
import { createSimDisk } from '../../sim/disk/disk.ts'
import type { SimDisk } from '../../sim/disk/disk.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { Schedule } from '../../sim/schedule.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

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

/** The simulated disk on virtual time; `run` of its schedule happens while one waits. */
export function simulatedDisk(seed = 1): TestDisk & {
  readonly disk: SimDisk
  readonly schedule: Schedule
} {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(seed) })
  const disk = createSimDisk(random(`${seed}/disk`))
  disk.mood.slowMs = 20
  const { clock } = schedule.spawn()
  const drive = virtualDrive(schedule)
  return { clock, drive, ...disk.mount(clock), dispose: () => undefined, disk, schedule }
}

/** Waits by letting virtual time pass; what is asked together is begun together. */
export const virtualDrive =
  (schedule: Schedule): Drive =>
  async (ask) => {
    type Box = { readonly outcome: Parameters<Parameters<typeof ask>[0]>[0] }
    const box: { answer?: Box } = {}
    ask((outcome) => {
      box.answer = { outcome }
    })
    await Promise.resolve()
    while (box.answer === undefined) {
      const next = schedule.nextMs()
      if (next === undefined) throw new Error('the world ended before an answer came')
      schedule.run(next)
    }
    return box.answer.outcome
  }
