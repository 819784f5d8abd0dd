// The stream of a log: made where there is none, and read back, because old servers leave out in silence what they do not know.
import { randomUUID } from 'node:crypto'
import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { LogInfo } from '../log.ts'
import { natsFeatures, natsHas } from '../nats-capabilities.ts'
import { isNoStream } from './nats-log-faults.ts'

/** Nanoseconds; the least that servers take. Nothing relies on it. */
const duplicateWindowNanos = 100_000_000

/** A stream and what its one subject begins with: the rest of it is new in each incarnation. */
export interface NatsStreamOptions {
  readonly stream: string
  readonly subject: string
  /** Copies of the stream in a cluster. */
  readonly replicas?: number
}

/** A stream as it is found. `subject` is this incarnation's: whoever publishes on another's reaches nobody. */
export interface NatsStream extends LogInfo {
  readonly subject: string
}

/** What a log's stream must be, its subject apart. */
export type WantedStream = Readonly<Partial<StreamConfig>> & { readonly name: string }

/** What a log's stream must be on a server of a version; REFUSED where that cannot be. */
export function wantedStream(options: NatsStreamOptions, version: string): WantedStream | Fault {
  const { stream, replicas = 1 } = options
  if (!natsHas(version, 'baseline')) return lacking(version, 'baseline')
  if (replicas > 1 && !natsHas(version, 'fencedReplicas')) return lacking(version, 'fencedReplicas')
  return {
    name: stream,
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    duplicate_window: duplicateWindowNanos,
    num_replicas: replicas,
    deny_delete: true,
    ...(natsHas(version, 'compression') ? { compression: 's2' } : {}),
  } as WantedStream
}

const lacking = (version: string, name: 'baseline' | 'fencedReplicas'): Fault =>
  new Fault(
    'REFUSED',
    `expected nats-server ${natsFeatures[name].since} or later, got ${version}: ${natsFeatures[name].without}`,
  )

/** The stream as it is, undefined where there is none; CONFIG_INVALID when it is not what it must be. */
export async function findStream(
  manager: JetStreamManager,
  wanted: WantedStream,
  subject: string,
): Promise<NatsStream | Fault | undefined> {
  const info = await manager.streams.info(wanted.name).catch((error: unknown) => {
    if (isNoStream(error)) return undefined
    throw error
  })
  return info === undefined ? undefined : compared(info, wanted, subject)
}

/** The stream as it is, made where there is none. */
export async function ensureStream(
  manager: JetStreamManager,
  wanted: WantedStream,
  subject: string,
): Promise<NatsStream | Fault> {
  const found = await findStream(manager, wanted, subject)
  if (found !== undefined) return isFault(found) ? mended(manager, wanted, subject, found) : found
  const made = { ...wanted, subjects: [`${subject}.${randomUUID()}`] }
  // Another writer may be first: then there is a stream all the same.
  const failed = await manager.streams.add(made as StreamConfig).then(
    () => undefined,
    (error: unknown) => error,
  )
  const stored = await findStream(manager, wanted, subject)
  if (stored === undefined) throw failed ?? new Error('the stream that was made is not there')
  return stored
}

/** Brings what a server of an older version stored up to what this one can do. */
async function mended(
  manager: JetStreamManager,
  wanted: WantedStream,
  subject: string,
  fault: Fault,
): Promise<NatsStream | Fault> {
  const { compression } = wanted
  const { config } = await manager.streams.info(wanted.name)
  if (compression === undefined || config.compression === compression) return fault
  await manager.streams.update(wanted.name, { compression })
  return (await findStream(manager, wanted, subject)) ?? fault
}

function compared(
  { config, created, state }: StreamInfo,
  wanted: WantedStream,
  subject: string,
): NatsStream | Fault {
  for (const [name, value] of Object.entries(wanted))
    if (Reflect.get(config, name) !== value)
      return otherwise(wanted.name, `${name} ${said(value)}`, Reflect.get(config, name))
  const [own = '', ...more] = config.subjects ?? []
  const token = own.startsWith(`${subject}.`) ? own.slice(subject.length + 1) : ''
  if (!/^[\w-]+$/.test(token) || more.length > 0)
    return otherwise(wanted.name, `the one subject ${subject}.*`, config.subjects)
  const empty = state.messages === 0
  return {
    incarnation: `${created}/${token}`,
    first: empty ? state.last_seq + 1 : state.first_seq,
    last: state.last_seq,
    subject: own,
  }
}

const otherwise = (stream: string, expected: string, got: unknown): Fault =>
  new Fault(
    'CONFIG_INVALID',
    `expected stream ${stream} with ${expected}, got ${said(got)}: remove it, choose another name, or use a server that knows it`,
  )

const said = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
