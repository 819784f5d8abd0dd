// The store port on a simulated disk, for one process that mounted it.
import { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Entry, Range, Store, Write } from '../../bus/store.ts'
import { beginBatch, contents, endBatch, failBatch } from './batch-log.ts'
import type { BatchLog, Logged } from './batch-log.ts'
import { failsNow } from './mood.ts'
import type { DiskChance } from './mood.ts'
import { SortedMap } from './sorted-map.ts'

/** What answers one handle's calls; a handle that died never answers again. */
export interface Handle {
  readonly clock: Clock
  readonly chance: DiskChance
  /** Whether the process still has its disk. */
  readonly alive: () => boolean
}

/** Opens the store as this process sees it. */
export function simStore(disk: BatchLog, handle: Handle, closed: () => void): Store {
  const { clock, chance, alive } = handle
  const values = new SortedMap(contents(disk))
  let open = true
  let broken = false
  const later = <T>(done: (outcome: T | Fault) => void, outcome: () => T | Fault): void => {
    const refusal = open ? undefined : closedFault()
    clock.after(chance.random.next() * chance.mood.slowMs, () => {
      if (alive()) done(refusal ?? outcome())
    })
  }
  const room = (): Fault | undefined => (chance.mood.full ? fullFault() : undefined)
  const end = (batch: Logged, sync: boolean): Fault | undefined => {
    if (broken || (sync && failsNow(chance))) {
      broken = true
      failBatch(disk, batch, chance.random)
      return brokenFault()
    }
    endBatch(disk, batch, sync)
    values.apply(batch.writes)
    return undefined
  }
  const begin = (writes: readonly Write[], sync: boolean): (() => Fault | undefined) => {
    const refusal = broken ? brokenFault() : room()
    if (!open || !alive() || refusal !== undefined) return () => refusal
    const own = writes.map((each) =>
      'put' in each ? { ...each, value: each.value.slice() } : each,
    )
    const batch = beginBatch(disk, own)
    return () => end(batch, sync)
  }
  return {
    get: (key, done) => later(done, () => values.get(key)?.slice()),
    range: (range, done) => later<readonly Entry[]>(done, () => copies(values.range(range), range)),
    batch: (writes, { sync }, done) => later<undefined>(done, begin(writes, sync)),
    room: (done) => later<undefined>(done, room),
    close: (done) => {
      if (open) closed()
      open = false
      clock.soon(done)
    },
  }
}

const copies = (entries: readonly Entry[], { limit }: Range): readonly Entry[] =>
  entries.slice(0, limit).map(({ key, value }) => ({ key, value: value.slice() }))

/** The fault of a full disk. */
export const fullFault = (): Fault =>
  new Fault('FULL', 'expected room on the simulated disk, got none: make room')

/** The fault of a write that failed. */
export const brokenFault = (): Fault =>
  new Fault('STORE_BROKEN', 'expected a working simulated disk, got a failed write: open it again')

/** The fault of a closed handle. */
export const closedFault = (): Fault =>
  new Fault('CLOSED', 'expected an open file on the simulated disk, got a closed one')

/** The fault of a file that is open already. */
export const lockedFault = (): Fault =>
  new Fault('STORE_LOCKED', 'expected a free file on the simulated disk, got one that is open')
