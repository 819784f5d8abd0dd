// The store ports in memory: the reference. What was written stays on the disk object and can be opened again.
import { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import type { Entry, Range, Slots, Store, Write } from '../store.ts'

/** A disk in memory: one store and its slots, each open at most once at a time. */
export interface MemoryDisk {
  readonly openStore: (done: (outcome: Store | Fault) => void) => void
  readonly openSlots: (done: (outcome: Slots | Fault) => void) => void
  /** A disk of its own that holds the same, as a backup would. */
  readonly copy: () => MemoryDisk
}

type SlotPair = [Uint8Array | undefined, Uint8Array | undefined]

/** An empty disk. */
export function createMemoryDisk(clock: Pick<Clock, 'soon'>): MemoryDisk {
  return diskOf(clock, { values: new Map(), keys: [] }, [undefined, undefined])
}

const diskOf = (clock: Pick<Clock, 'soon'>, table: Table, slots: SlotPair): MemoryDisk => ({
  openStore: opener(clock, (answer) => storeOver(table, answer)),
  openSlots: opener(clock, (answer) => slotsOver(slots, answer)),
  copy: () =>
    diskOf(clock, { values: new Map(table.values), keys: [...table.keys] }, [slots[0], slots[1]]),
})

/** Answers in a later turn; CLOSED once the handle is closed. */
type Answer = <T>(done: (outcome: T | Fault) => void, outcome: () => T) => void

function opener<T extends object>(
  clock: Pick<Clock, 'soon'>,
  make: (answer: Answer) => Omit<T, 'close'>,
): (done: (outcome: (T & { close: (done: () => void) => void }) | Fault) => void) => void {
  let open = false
  return (done) => {
    if (open) return clock.soon(() => done(lockedFault()))
    open = true
    let mine = true
    const answer: Answer = (reply, outcome) => {
      const result = mine ? outcome() : closedFault()
      clock.soon(() => reply(result))
    }
    const close = (closed: () => void): void => {
      if (mine) open = false
      mine = false
      clock.soon(closed)
    }
    const handle = { ...make(answer), close } as T & { close: typeof close }
    clock.soon(() => done(handle))
  }
}

function storeOver(table: Table, answer: Answer): Omit<Store, 'close'> {
  return {
    get: (key, done) => answer(done, () => table.values.get(key)?.slice()),
    range: (range, done) => answer(done, () => rangeOf(table, range)),
    batch: (writes, _options, done) =>
      answer<undefined>(done, () => {
        for (const write of writes) apply(table, write)
      }),
    room: (done) => answer<undefined>(done, () => undefined),
  }
}

function slotsOver(slots: SlotPair, answer: Answer): Omit<Slots, 'close'> {
  return {
    read: (done) => answer(done, () => [slots[0]?.slice(), slots[1]?.slice()] as const),
    write: (slot, bytes, done) =>
      answer<undefined>(done, () => {
        slots[slot] = bytes.slice()
      }),
  }
}

/** Values by key, and the keys in order. */
interface Table {
  readonly values: Map<string, Uint8Array>
  readonly keys: string[]
}

function apply(table: Table, write: Write): void {
  const key = 'put' in write ? write.put : write.del
  const at = firstNotBelow(table.keys, key)
  const there = table.keys[at] === key
  if ('put' in write) {
    if (!there) table.keys.splice(at, 0, key)
    table.values.set(key, write.value.slice())
  } else if (there) {
    table.keys.splice(at, 1)
    table.values.delete(key)
  }
}

function rangeOf(table: Table, range: Range): readonly Entry[] {
  const { after, before, reverse, limit } = range
  const low = after === undefined ? 0 : firstNotBelow(table.keys, `${after}\0`)
  const high = before === undefined ? table.keys.length : firstNotBelow(table.keys, before)
  const from = reverse === true ? Math.max(low, high - limit) : low
  const to = reverse === true ? high : Math.min(high, low + limit)
  const entries = table.keys.slice(from, Math.max(from, to)).flatMap((key) => {
    const value = table.values.get(key)
    return value === undefined ? [] : [{ key, value: value.slice() }]
  })
  return reverse === true ? entries.toReversed() : entries
}

/** The place of the first key that is not below `key`. */
function firstNotBelow(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}

const lockedFault = (): Fault =>
  new Fault('STORE_LOCKED', 'expected a store that nobody has open, got one that is open')

const closedFault = (): Fault => new Fault('CLOSED', 'expected an open store, got a closed one')
