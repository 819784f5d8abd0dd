// A simulated disk with one journal's files: it loses what was not synced, tears, flips bits, fails, fills up and slows down.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Slots, Store } from '../../bus/store.ts'
import { copyLog, emptyLog, flipBit, loseLog, loseProcess, losePower } from './batch-log.ts'
import type { BatchLog } from './batch-log.ts'
import { calm } from './mood.ts'
import type { DiskMood } from './mood.ts'
import { copySlots, emptySlots, simSlots, tearSlots } from './sim-slots.ts'
import type { SlotPair } from './sim-slots.ts'
import { lockedFault, simStore } from './sim-store.ts'
import type { Handle } from './sim-store.ts'

/** A disk as one process sees it. */
export interface Mount {
  readonly openStore: (done: (outcome: Store | Fault) => void) => void
  readonly openSlots: (done: (outcome: Slots | Fault) => void) => void
}

/** A disk, which outlives the processes that mount it. */
export interface SimDisk {
  readonly mood: DiskMood
  /** Mounts it for a process; handles of an earlier mount never answer again. */
  readonly mount: (clock: Clock) => Mount
  /** Power is lost: what was not synced is there or not, what was being written is torn. */
  readonly crash: () => void
  /** The process was killed: all that it wrote stays, what it was writing may. */
  readonly kill: () => void
  /** One bit flips, in a file that is not open; says whether there was one to flip. */
  readonly flipBit: () => boolean
  /** A file of the store vanishes: all since the last move to tables is gone. */
  readonly loseLog: () => void
  /** Everything is gone. */
  readonly wipe: () => void
  /** A disk of its own with the same contents, as a backup would be. */
  readonly copy: () => SimDisk
}

interface Files {
  store: BatchLog
  slots: SlotPair
}

/** An empty disk. */
export const createSimDisk = (random: Random): SimDisk =>
  diskOf({ store: emptyLog(), slots: emptySlots() }, random)

function diskOf(files: Files, random: Random): SimDisk {
  const mood = calm()
  let life = 0
  return {
    mood,
    mount: (clock) => {
      const own = ++life
      return mountOf(files, { clock, chance: { mood, random }, alive: () => own === life })
    },
    crash: () => {
      life += 1
      losePower(files.store, random)
      tearSlots(files.slots, random)
    },
    kill: () => {
      life += 1
      loseProcess(files.store, random)
      tearSlots(files.slots, random)
    },
    flipBit: () => flipBit(files.store, random),
    loseLog: () => loseLog(files.store),
    wipe: () => {
      life += 1
      files.store = emptyLog()
      files.slots = emptySlots()
    },
    copy: () =>
      diskOf(
        { store: copyLog(files.store), slots: copySlots(files.slots) },
        random.fork(`copy ${life}`),
      ),
  }
}

function mountOf(files: Files, handle: Handle): Mount {
  const open = { store: false, slots: false }
  const take = <T>(
    name: 'store' | 'slots',
    make: (closed: () => void) => T,
    done: (outcome: T | Fault) => void,
  ): void => {
    const locked = open[name]
    open[name] = true
    const closed = (): void => {
      open[name] = false
    }
    handle.clock.soon(() => handle.alive() && done(locked ? lockedFault() : make(closed)))
  }
  return {
    openStore: (done) => take('store', (closed) => simStore(files.store, handle, closed), done),
    openSlots: (done) => take('slots', (closed) => simSlots(files.slots, handle, closed), done),
  }
}
