// A log in a JetStream stream: one subject, file storage, fenced by the expected last sequence.
//
// Nothing depends on the server's window for duplicates. An append whose answer was lost is tried again with the same
// expectation; the conflict that follows is compared with what is stored before it is called one.
//
// Each incarnation of the stream has a subject of its own, so an append can only land in the incarnation it is meant for.
import { randomUUID } from 'node:crypto'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { limits } from '../../schemas/limits.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import {
  goneEntries,
  largeEntry,
  logClosed,
  logGone,
  otherEntry,
  untrimmable,
} from '../log-faults.ts'
import type { Log, LogEntry, LogInfo } from '../log.ts'
import { natsHas } from '../nats-capabilities.ts'
import { createNatsDialer } from './nats-dialer.ts'
import type { NatsDialer } from './nats-dialer.ts'
import { faultOfJetStream, isNobody, isOtherLast, isUncertain } from './nats-log-faults.ts'
import { idHeader, readStream } from './nats-log-read.ts'
import type { NamedEntry } from './nats-log-read.ts'
import type { NatsSessionOptions } from './nats-session.ts'
import { ensureStream, findStream, wantedStream } from './nats-stream.ts'
import type { NatsStream, NatsStreamOptions, WantedStream } from './nats-stream.ts'

/** Where the log is, and how long one call may take. */
export interface NatsLogOptions extends NatsSessionOptions, NatsStreamOptions {
  readonly timeoutMs: number
  /** A connection that several logs share, and that outlives each; else the log has one of its own. */
  readonly dialer?: NatsDialer
}

const triesMax = 3

/** Opens the stream, or makes it; CONFIG_INVALID when one of that name is set up otherwise. */
export function openNatsLog(options: NatsLogOptions, done: (outcome: Log | Fault) => void): void {
  const log = new NatsLog(options)
  answerWith(options.clock, done, async () => {
    const opened = await log.info().catch(faultOfJetStream)
    if (!isFault(opened)) return portOf(options.clock, log)
    await log.close()
    return opened
  })
}

function portOf(clock: Clock, log: NatsLog): Log {
  let closed = false
  const answer = <T>(done: (outcome: T | Fault) => void, work: () => Promise<T | Fault>): void =>
    answerWith(clock, done, () => (closed ? Promise.resolve(logClosed()) : work()))
  return {
    get supports() {
      return { durable: log.durable }
    },
    info: (done) => answer(done, () => log.info()),
    append: (bytes, expectedLast, done) =>
      answer(done, () => log.append({ bytes, expectedLast, id: randomUUID() })),
    read: (after, max, done) => answer(done, () => log.read(after, max)),
    trim: (first, expectedLast, done) => answer(done, () => log.trim(first, expectedLast)),
    close: (done) => {
      closed = true
      void log.close().then(() => clock.soon(done))
    },
  }
}

interface Append {
  readonly bytes: Uint8Array
  readonly expectedLast: number
  readonly id: string
}

/** A connection whose server and stream were found to be what they must be. */
interface Line {
  readonly connection: NatsConnection
  readonly manager: JetStreamManager
  readonly wanted: WantedStream
}

class NatsLog {
  durable = false
  readonly #options: NatsLogOptions
  readonly #dialer: NatsDialer
  #checked: Line | undefined
  /** The incarnation that was told last. */
  #known: NatsStream | undefined
  /** The entry that was read or written last, since `info` told what there is. */
  #seen: Pick<NamedEntry, 'at' | 'id'> | undefined

  constructor(options: NatsLogOptions) {
    this.#options = options
    this.#dialer = options.dialer ?? createNatsDialer(options)
  }

  close(): Promise<void> {
    return this.#options.dialer === undefined ? this.#dialer.close() : Promise.resolve()
  }

  async info(): Promise<LogInfo | Fault> {
    const { manager, wanted } = await this.#line()
    const stream = await ensureStream(manager, wanted, this.#options.subject)
    if (isFault(stream)) return stream
    this.#known = stream
    this.#seen = undefined
    const { incarnation, first, last } = stream
    return { incarnation, first, last }
  }

  async read(after: number, max: number): Promise<readonly LogEntry[] | Fault> {
    const { manager, wanted } = await this.#line()
    const stream = await this.#knownStream()
    if (isFault(stream)) return stream
    const found = await readStream(manager, wanted.name, stream, { after, max })
    if (!isFault(found)) this.#seen = found.at(-1) ?? this.#seen
    if (!isFault(found) || found.code !== 'STORE_BROKEN') return found
    // What is missing may have been removed meanwhile.
    const now = await findStream(manager, wanted, this.#options.subject)
    if (now === undefined || isFault(now)) return now ?? logGone()
    return goneEntries(now, after) ?? found
  }

  /** A purge has no expectations, but only entries of this incarnation have its subject. */
  async trim(first: number, expectedLast: number): Promise<Fault | undefined> {
    const { manager, wanted } = await this.#line()
    const stream = await this.#knownStream()
    if (isFault(stream)) return stream
    const fault = untrimmable(first, expectedLast, stream.last)
    if (fault !== undefined || first <= stream.first) return fault
    await manager.streams.purge(wanted.name, { filter: stream.subject, seq: first })
    return undefined
  }

  /** Publishes until an answer comes; an earlier try of ours that did arrive counts. */
  async append(one: Append): Promise<number | Fault> {
    for (let tries = 1; ; tries++) {
      const outcome = await this.#tryAfter(one).catch(faultOfJetStream)
      if (!isFault(outcome)) {
        this.#seen = { at: outcome, id: one.id }
        return outcome
      }
      if (outcome.code === 'SEQUENCE_EXPECTED' && tries > 1) return this.#settled(one, outcome)
      if (!isUncertain(outcome) || tries === triesMax) return outcome
    }
  }

  /** After the very entry that was seen there. A server that was started forgets its id: then it is read. */
  async #tryAfter(one: Append): Promise<number | Fault> {
    const { expectedLast } = one
    const lastId = this.#seen?.at === expectedLast ? this.#seen.id : undefined
    try {
      return await this.#tryAppend(one, lastId)
    } catch (error) {
      if (!isOtherLast(error)) throw error
      const { manager, wanted } = await this.#line()
      const stored = await manager.streams.getMessage(wanted.name, { seq: expectedLast })
      if (stored?.header.get(idHeader) === lastId) return this.#tryAppend(one, undefined)
      return otherEntry(expectedLast)
    }
  }

  async #tryAppend(
    { bytes, expectedLast, id }: Append,
    lastId: string | undefined,
  ): Promise<number | Fault> {
    const { stream, timeoutMs } = this.#options
    const { connection, manager, wanted } = await this.#line()
    const bytesMax = Math.min(limits.logEntryBytes, payloadMax(connection))
    const large = largeEntry(bytes, bytesMax)
    if (large !== undefined) return large
    const known = this.#known
    if (known === undefined) return logGone()
    const client = jetstream(connection, { timeout: timeoutMs })
    const after = lastId === undefined ? {} : { lastMsgID: lastId }
    const expect = { lastSequence: expectedLast, streamName: stream, ...after }
    try {
      const { seq } = await client.publish(known.subject, bytes, { msgID: id, expect })
      // A copied stream acknowledges entry 0 while an earlier try of ours is still on its way.
      return seq === expectedLast + 1 ? seq : notYetThere(expectedLast + 1, stream)
    } catch (error) {
      if (!isNobody(error)) throw error
      // Nobody stores this incarnation's subject: for the moment, or because it is gone.
      const now = await findStream(manager, wanted, this.#options.subject)
      if (isFault(now)) return now
      if (now?.subject !== known.subject) return logGone()
      throw error
    }
  }

  /** Whether the entry that is in our place is ours: written by a try whose answer was lost. */
  async #settled({ expectedLast, id }: Append, conflict: Fault): Promise<number | Fault> {
    const { manager, wanted } = await this.#line()
    const at = expectedLast + 1
    const stored = await manager.streams.getMessage(wanted.name, { seq: at })
    // A copied stream refuses what follows an entry that is still on its way: whose it is will show.
    if (stored === null) return notYetThere(at, wanted.name)
    return stored.header.get(idHeader) === id ? at : conflict
  }

  /** The stream as it is now; GONE when it is not the incarnation that was told last. */
  async #knownStream(): Promise<NatsStream | Fault> {
    const { manager, wanted } = await this.#line()
    const stream = await findStream(manager, wanted, this.#options.subject)
    if (isFault(stream)) return stream
    return stream?.incarnation === this.#known?.incarnation ? (stream ?? logGone()) : logGone()
  }

  /** A connection; each new one is looked at once, for servers change under a running log. */
  async #line(): Promise<Line> {
    const connection = await this.#dialer.connection()
    if (this.#checked?.connection === connection) return this.#checked
    const { stream, subject, timeoutMs } = this.#options
    const version = connection.info?.version ?? ''
    if (connection.info?.jetstream !== true) throw withoutJetStream(stream)
    const wanted = wantedStream(this.#options, version)
    if (isFault(wanted)) throw wanted
    const manager = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false })
    const found = this.#known && (await findStream(manager, wanted, subject))
    if (isFault(found)) throw found
    this.durable = natsHas(version, 'syncedStreams')
    this.#checked = { connection, manager, wanted }
    return this.#checked
  }
}

/** What the server takes, less room for the headers of an append. */
const payloadMax = (connection: NatsConnection): number =>
  (connection.info?.max_payload ?? limits.payloadBytes) - 1_024

const notYetThere = (at: number, stream: string): Fault =>
  new Fault('TIMEOUT', `expected entry ${at} of ${stream} to show`)

const withoutJetStream = (stream: string): Fault =>
  new Fault(
    'UNSUPPORTED',
    `expected a nats-server with JetStream for ${stream}, got one without: set "jetstream" in its configuration`,
  )

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
