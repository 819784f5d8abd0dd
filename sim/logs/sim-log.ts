// The log port over a simulated server: it tries an append again whose answer was lost, and finds its own entry.
import type { Clock } from '../../bus/clock.ts'
import { logClosed, logGone } from '../../bus/log-faults.ts'
import type { Log, LogInfo } from '../../bus/log.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { LogLine } from './log-line.ts'
import type { LogOutcome } from './log-messages.ts'
import type { LogCall, StoredEntry } from './log-stream.ts'

const triesMax = 3

interface State {
  readonly line: LogLine
  readonly clock: Clock
  readonly stream: string
  readonly nextId: () => string
  /** The incarnation that `info` told last. */
  incarnation: string
  /** The entry that was read or written last, since `info` told what there is. */
  seen: Pick<StoredEntry, 'at' | 'id'> | undefined
  closed: boolean
}

/** Opens a log of the server; `nextId` gives each append a name of its own. */
export function openSimLog(
  parts: Pick<State, 'line' | 'clock' | 'stream' | 'nextId'>,
  done: (outcome: Log | Fault) => void,
): void {
  const state: State = { ...parts, incarnation: '', seen: undefined, closed: false }
  info(state, (outcome) => done(isFault(outcome) ? outcome : portOf(state)))
}

const portOf = (state: State): Log => ({
  supports: { durable: false },
  info: (done) => info(state, done),
  append: (bytes, expectedLast, done) =>
    append(state, { bytes, expectedLast, id: state.nextId(), tries: 1 }, done),
  read: (after, max, done) => {
    const { incarnation } = state
    ask<readonly StoredEntry[]>(state, { kind: 'read', incarnation, after, max }, (entries) => {
      if (!isFault(entries)) state.seen = entries.at(-1) ?? state.seen
      done(isFault(entries) ? entries : entries.map(({ at, bytes }) => ({ at, bytes })))
    })
  },
  trim: (first, expectedLast, done) => {
    const { incarnation } = state
    ask<undefined>(state, { kind: 'trim', incarnation, first, expectedLast }, done)
  },
  close: (done) => {
    state.closed = true
    state.clock.soon(done)
  },
})

/** What a call of a kind comes to is known by its kind. */
function ask<T extends LogOutcome>(
  { line, clock, stream, closed }: State,
  call: LogCall,
  done: (outcome: T | Fault) => void,
): void {
  if (closed) return clock.soon(() => done(logClosed()))
  line.ask(stream, call, (outcome) => done(outcome as T | Fault))
}

function info(state: State, done: (outcome: LogInfo | Fault) => void): void {
  ask<LogInfo>(state, { kind: 'info' }, (outcome) => {
    if (!isFault(outcome)) {
      state.incarnation = outcome.incarnation
      state.seen = undefined
    }
    done(outcome)
  })
}

interface Append {
  readonly bytes: Uint8Array
  readonly expectedLast: number
  readonly id: string
  readonly tries: number
}

function append(state: State, one: Append, done: (outcome: number | Fault) => void): void {
  const { bytes, id, expectedLast, tries } = one
  const { incarnation, seen } = state
  const lastId = seen?.at === expectedLast ? seen.id : undefined
  const expected = { incarnation, last: expectedLast, lastId }
  ask<number>(state, { kind: 'append', bytes, id, expected }, (outcome) => {
    if (!isFault(outcome)) {
      state.seen = { at: outcome, id }
      return done(outcome)
    }
    if (outcome.code === 'SEQUENCE_EXPECTED' && tries > 1) return settle(state, one, outcome, done)
    const isUncertain = outcome.code === 'TIMEOUT' || outcome.code === 'UNREACHABLE'
    if (!isUncertain || tries === triesMax) return done(outcome)
    append(state, { ...one, tries: tries + 1 }, done)
  })
}

/** Whether the entry in our place is ours: written by a try whose answer was lost. */
function settle(
  state: State,
  { expectedLast, id }: Append,
  conflict: Fault,
  done: (outcome: number | Fault) => void,
): void {
  const { incarnation } = state
  const call = { kind: 'read', incarnation, after: expectedLast, max: 1 } as const
  ask<readonly StoredEntry[]>(state, call, (entries) => {
    if (isFault(entries)) return done(entries.code === logGone().code ? conflict : entries)
    const [there] = entries
    if (there?.id !== id) return done(conflict)
    state.seen = there
    done(there.at)
  })
}
