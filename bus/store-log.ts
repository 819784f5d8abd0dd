// A log in a store: each entry under its sequence, guarded by CRC-32C; what arrives during a sync is written next, together.
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { Clock } from './clock.ts'
import { guarded, unguarded } from './guarded.ts'
import { goneEntries, largeEntry, logClosed, sequenceExpected, untrimmable } from './log-faults.ts'
import type { Log, LogEntry } from './log.ts'
import type { Entry, Store, Write } from './store.ts'

/** Where a log lies. `incarnation` is given to one that begins here; an old one keeps its own. */
export interface StoreLogOptions {
  readonly clock: Pick<Clock, 'soon'>
  readonly store: Store
  /** One store holds many logs: names without `/`. */
  readonly name: string
  readonly incarnation: string
}

interface Append {
  readonly bytes: Uint8Array
  readonly expectedLast: number
  readonly done: (outcome: number | Fault) => void
}

interface State extends StoreLogOptions {
  /** The first entry that was not forgotten. */
  first: number
  last: number
  waiting: Append[]
  writing: boolean
  /** Why nothing more can be written here. */
  broken: Fault | undefined
}

const digits = 16
const trimmedAtOnce = 1_024
const keyOf = (name: string, at: number) => `${name}/e/${String(at).padStart(digits, '0')}`
const birthKey = (name: string) => `${name}/birth`
const firstKey = (name: string) => `${name}/first`
const seqOf = (key: string) => Number(key.slice(-digits))

/** Opens a log, or begins it. The store stays its owner's; all writers of a log share what is opened here. */
export function openStoreLog(options: StoreLogOptions, done: (outcome: Log | Fault) => void): void {
  const { store, name } = options
  store.get(birthKey(name), (birth) => {
    if (isFault(birth)) return done(birth)
    if (birth === undefined) return begin(options, done)
    const incarnation = new TextDecoder().decode(birth)
    const range = { after: keyOf(name, 0), before: `${name}/f`, reverse: true, limit: 1 }
    store.range(range, (newest) => {
      if (isFault(newest)) return done(newest)
      const key = newest[0]?.key
      const last = key === undefined ? 0 : seqOf(key)
      store.get(firstKey(name), (first) => {
        if (isFault(first)) done(first)
        else done(createLog({ ...options, incarnation }, { first: numberOf(first) ?? 1, last }))
      })
    })
  })
}

const numberOf = (bytes: Uint8Array | undefined): number | undefined =>
  bytes === undefined ? undefined : Number(new TextDecoder().decode(bytes))

function begin(options: StoreLogOptions, done: (outcome: Log | Fault) => void): void {
  const { store, name, incarnation } = options
  const value = new TextEncoder().encode(incarnation)
  store.batch([{ put: birthKey(name), value }], { sync: true }, (fault) =>
    done(fault ?? createLog(options, { first: 1, last: 0 })),
  )
}

function createLog(options: StoreLogOptions, ends: Pick<State, 'first' | 'last'>): Log {
  const { clock, incarnation } = options
  const state: State = { ...options, ...ends, waiting: [], writing: false, broken: undefined }
  return {
    supports: { durable: true },
    info: (done) => {
      const info = state.broken ?? { incarnation, first: state.first, last: state.last }
      clock.soon(() => done(info))
    },
    append: (bytes, expectedLast, done) => {
      state.waiting.push({ bytes, expectedLast, done })
      if (!state.writing) commit(state)
    },
    read: (after, max, done) => read(state, { after, max, found: [] }, done),
    trim: (first, expectedLast, done) => {
      const fault = state.broken ?? untrimmable(first, expectedLast, state.last)
      if (fault === undefined) trim(state, first, done)
      else clock.soon(() => done(fault))
    },
    close: (done) => {
      state.broken = logClosed()
      clock.soon(done)
    },
  }
}

/** Writes all that waits in one synced batch; each is answered in its turn. */
function commit(state: State): void {
  const { store, name, clock } = state
  const writes: Write[] = []
  const answers: ((failed: Fault | undefined) => void)[] = []
  for (const { bytes, expectedLast, done } of state.waiting.splice(0)) {
    const fault = state.broken ?? largeEntry(bytes) ?? misplaced(state, expectedLast, writes.length)
    const at = state.last + writes.length + 1
    if (fault === undefined) writes.push({ put: keyOf(name, at), value: guarded(bytes) })
    answers.push((failed) => done(fault ?? failed ?? at))
  }
  const finish = (failed: Fault | undefined): void => {
    state.writing = false
    for (const answer of answers) answer(failed)
    if (!state.writing && state.waiting.length > 0) commit(state)
  }
  state.writing = true
  if (writes.length === 0) return clock.soon(() => finish(undefined))
  store.batch(writes, { sync: true }, (failed) => {
    if (failed === undefined) state.last += writes.length
    else if (failed.code !== 'FULL') state.broken ??= failed
    finish(failed)
  })
}

const misplaced = (state: State, expectedLast: number, ahead: number): Fault | undefined =>
  expectedLast === state.last + ahead
    ? undefined
    : sequenceExpected(expectedLast, state.last + ahead)

/** Removes a part of what is to go, and says in the same write that it is not missed; then the next part. */
function trim(state: State, first: number, done: (fault: Fault | undefined) => void): void {
  const { store, name, clock } = state
  if (first <= state.first) return clock.soon(() => done(undefined))
  const upTo = Math.min(first, state.first + trimmedAtOnce)
  const gone = Array.from({ length: upTo - state.first }, (_, i) => ({
    del: keyOf(name, state.first + i),
  }))
  const mark = { put: firstKey(name), value: new TextEncoder().encode(String(upTo)) }
  store.batch([...gone, mark], { sync: true }, (fault) => {
    if (fault !== undefined) return done(fault)
    state.first = upTo
    trim(state, first, done)
  })
}

interface Reading {
  readonly after: number
  readonly max: number
  readonly found: LogEntry[]
}

/** Reads page after page until `max` are found or there are no more. */
function read(
  state: State,
  reading: Reading,
  done: (outcome: readonly LogEntry[] | Fault) => void,
): void {
  const { name, store, clock, broken } = state
  const { after, max, found } = reading
  const last = after + found.length
  if (broken?.code === 'CLOSED') return clock.soon(() => done(broken))
  const gone = goneEntries(state, last)
  if (gone !== undefined) return clock.soon(() => done(gone))
  if (found.length >= max || last >= state.last) return clock.soon(() => done(found))
  const range = { after: keyOf(name, last), before: `${name}/f`, limit: max - found.length }
  store.range(range, (page) => {
    if (isFault(page)) return done(page)
    const fault = page.length === 0 ? hole(last + 1) : take(page, last, found)
    if (fault !== undefined) done(fault)
    else read(state, reading, done)
  })
}

/** Appends a page's entries, each proved whole and in its place. */
function take(page: readonly Entry[], last: number, found: LogEntry[]): Fault | undefined {
  for (const [i, { key, value }] of page.entries()) {
    const at = last + i + 1
    const bytes = unguarded(value)
    if (seqOf(key) !== at || bytes === undefined) return hole(at)
    found.push({ at, bytes })
  }
  return undefined
}

const hole = (at: number) =>
  new Fault('STORE_BROKEN', `expected entry ${at} of the log to be there and whole, it is not`)
