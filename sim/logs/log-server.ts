// A simulated server of logs: answers calls at an address, acknowledges before it syncs, and tells of each append.
import type { Address } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Connection } from '../network/connection.ts'
import type { Nic } from '../network/network.ts'
import type { FromLogs, LogOutcome, ToLogs } from './log-messages.ts'
import type { KeptLog, LogStore } from './log-store.ts'
import type { LogCall } from './log-stream.ts'

/** An entry that the server has acknowledged. */
export interface Appended {
  readonly shard: number
  readonly incarnation: string
  readonly at: number
  /** The first entry that the log has: what lay before was purged or trimmed. */
  readonly first: number
  readonly bytes: Uint8Array
}

/** What a server stands on. */
export interface LogServerParts {
  readonly nic: Nic
  readonly store: LogStore
  /** How often it syncs what it acknowledged. */
  readonly syncMs: number
  readonly appended: (entry: Appended) => void
  /** A flaw has told upon somebody. */
  readonly flawed: (how: 'forgot' | 'was stale') => void
}

/** Serves until its process ends. */
export function serveSimLogs(
  parts: LogServerParts,
  at: Address,
  done: (fault: Fault | undefined) => void,
): void {
  const { nic, store, syncMs } = parts
  const sync = (): void => {
    store.sync()
    nic.clock.after(syncMs, sync)
  }
  nic.clock.after(syncMs, sync)
  nic.listen(
    at,
    (connection) => serve(parts, connection),
    (outcome) => done(isFault(outcome) ? outcome : undefined),
  )
}

function serve(parts: LogServerParts, connection: Connection): void {
  connection.on({
    message: (message) => {
      const { number, stream, call } = message as ToLogs
      const log = parts.store.of(stream)
      if (log === undefined) return
      const answer: FromLogs = { number, outcome: outcomeOf(parts, log, call) }
      connection.send(answer)
    },
    closed: () => {},
  })
}

function outcomeOf(parts: LogServerParts, log: KeptLog, call: LogCall): LogOutcome {
  const { stream } = log
  switch (call.kind) {
    case 'info':
      return seenIn(parts, log).info
    case 'append':
      return append(parts, log, call)
    case 'read':
      return seenIn(parts, log).read(call.incarnation, call.after, call.max)
    case 'trim':
      return stream.trim(call.incarnation, call.first, call.expectedLast)
  }
}

/** What a reader is shown. */
function seenIn({ flawed }: LogServerParts, { stream, stale }: KeptLog) {
  if (stale === undefined) return stream
  if (stale.last !== stream.last || stale.incarnation !== stream.incarnation) flawed('was stale')
  return stale
}

function append(
  { appended, flawed }: LogServerParts,
  log: KeptLog,
  { bytes, id, expected }: LogCall & { readonly kind: 'append' },
): number | Fault {
  const { shard, stream } = log
  const at = stream.append(bytes, id, expected)
  if (isFault(at)) return at
  const { incarnation, first } = stream.info
  appended({ shard, incarnation, at, first, bytes })
  if (log.forgetting > 0) {
    log.forgetting -= 1
    stream.rollBack(1)
    flawed('forgot')
  }
  return at
}
