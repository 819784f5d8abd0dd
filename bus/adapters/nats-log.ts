// A log in a JetStream stream: one subject, file storage, fenced by the expected last sequence.
//
// Nothing depends on the server's window for duplicates. An append whose answer was lost is tried again with the same
// expectation; the conflict that follows is compared with what is stored before it is called one.
import { randomUUID } from 'node:crypto'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import { largeEntry, logClosed } from '../log-faults.ts'
import type { Log, LogEntry, LogInfo } from '../log.ts'
import { natsCapabilities } from '../nats-capabilities.ts'
import { createNatsDialer } from './nats-dialer.ts'
import type { NatsDialer } from './nats-dialer.ts'
import type { NatsSessionOptions } from './nats-session.ts'
import { faultOfJetStream, isUncertain } from './nats-log-faults.ts'
import { ensureStream } from './nats-stream.ts'
import type { NatsStreamOptions } from './nats-stream.ts'

/** Where the log is, and how long one call may take. */
export interface NatsLogOptions extends NatsSessionOptions, NatsStreamOptions {
  readonly timeoutMs: number
}

const triesMax = 3
const readAtOnce = 64
const idHeader = 'Nats-Msg-Id'

/** Opens the stream, or makes it; CONFIG_INVALID when one of that name is set up otherwise. */
export function openNatsLog(options: NatsLogOptions, done: (outcome: Log | Fault) => void): void {
  const dialer = createNatsDialer(options)
  answerWith(options.clock, done, async () => {
    const connection = await dialer.connection()
    const made = await ensureStream(await managerOf(connection, options), options)
    if (isFault(made)) {
      await dialer.close()
      return made
    }
    return createLog(options, dialer, natsCapabilities(connection.info?.version ?? '').canSync)
  })
}

const managerOf = (connection: NatsConnection, { timeoutMs }: NatsLogOptions) =>
  jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false })

function createLog(options: NatsLogOptions, dialer: NatsDialer, durable: boolean): Log {
  const { clock, stream } = options
  let closed = false
  const answer = <T>(done: (outcome: T | Fault) => void, work: () => Promise<T | Fault>): void =>
    answerWith(clock, done, () => (closed ? Promise.resolve(logClosed()) : work()))
  const manager = async () => managerOf(await dialer.connection(), options)
  return {
    supports: { durable },
    info: (done) => answer(done, async () => infoOf(await manager(), stream)),
    append: (bytes, expectedLast, done) =>
      answer(done, () => append(options, dialer, { bytes, expectedLast, id: randomUUID() })),
    read: (after, max, done) =>
      answer(done, async () => read(await manager(), stream, { after, max })),
    close: (done) => {
      closed = true
      void dialer.close().then(() => clock.soon(done))
    },
  }
}

interface Append {
  readonly bytes: Uint8Array
  readonly expectedLast: number
  readonly id: string
}

/** Publishes until an answer comes; an earlier try of ours that did arrive counts. */
async function append(
  options: NatsLogOptions,
  dialer: NatsDialer,
  one: Append,
): Promise<number | Fault> {
  const large = largeEntry(one.bytes)
  if (large !== undefined) return large
  for (let tries = 1; ; tries++) {
    const outcome = await tryAppend(options, dialer, one).catch(faultOfJetStream)
    if (!isFault(outcome)) return outcome
    if (outcome.code === 'SEQUENCE_EXPECTED' && tries > 1)
      return settled(options, dialer, one, outcome)
    if (!isUncertain(outcome) || tries === triesMax) return outcome
  }
}

async function tryAppend(
  { stream, subject, timeoutMs }: NatsLogOptions,
  dialer: NatsDialer,
  { bytes, expectedLast, id }: Append,
): Promise<number | Fault> {
  const client = jetstream(await dialer.connection(), { timeout: timeoutMs })
  const expect = { lastSequence: expectedLast, streamName: stream }
  const ack = await client.publish(subject, bytes, { msgID: id, expect })
  return ack.seq
}

/** Whether the entry that is in our place is ours: written by a try whose answer was lost. */
async function settled(
  options: NatsLogOptions,
  dialer: NatsDialer,
  { expectedLast, id }: Append,
  conflict: Fault,
): Promise<number | Fault> {
  try {
    const manager = await managerOf(await dialer.connection(), options)
    const at = expectedLast + 1
    const stored = await manager.streams.getMessage(options.stream, { seq: at })
    return stored?.header.get(idHeader) === id ? at : conflict
  } catch (error) {
    return faultOfJetStream(error)
  }
}

async function infoOf(manager: JetStreamManager, stream: string): Promise<LogInfo> {
  const { created, state } = await manager.streams.info(stream)
  return { incarnation: created, first: state.first_seq, last: state.last_seq }
}

/** Reads each entry by its sequence: no consumer is left on the server. */
async function read(
  manager: JetStreamManager,
  stream: string,
  { after, max }: { readonly after: number; readonly max: number },
): Promise<readonly LogEntry[] | Fault> {
  const { first, last } = await infoOf(manager, stream)
  if (after + 1 < first)
    return new Fault(
      'GONE',
      `expected entry ${after + 1} of ${stream}, the oldest kept is ${first}`,
    )
  const found: LogEntry[] = []
  const end = Math.min(last, after + max)
  for (let at = after + 1; at <= end; at += readAtOnce) {
    const count = Math.min(readAtOnce, end - at + 1)
    const asked = Array.from({ length: count }, (_, i) =>
      manager.streams.getMessage(stream, { seq: at + i }),
    )
    const missing = take(await Promise.all(asked), found)
    if (missing) return new Fault('STORE_BROKEN', `expected ${stream} without holes up to ${end}`)
  }
  return found
}

function take(stored: readonly (StoredMsg | null)[], found: LogEntry[]): boolean {
  for (const one of stored) if (one !== null) found.push({ at: one.seq, bytes: one.data })
  return stored.includes(null)
}

/** Runs a call and answers once, in a turn of its own. */
function answerWith<T>(
  clock: Clock,
  done: (outcome: T | Fault) => void,
  work: () => Promise<T | Fault>,
): void {
  work()
    .catch(faultOfJetStream)
    .then((outcome) => clock.soon(() => done(outcome)))
    .catch(() => {})
}
