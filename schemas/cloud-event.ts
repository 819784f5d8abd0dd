// A fact as a CloudEvent and back, one to one (CloudEvents 1.0, JSON format).
import { Fault, isFault } from '../src/kernel/fault.ts'
import { epoch, producerId, sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'
import { microTimestamp, parseMicros } from '../src/objects/timestamp.ts'
import { identityOf, laneNamed } from './envelope.ts'
import type { Envelope } from './envelope.ts'
import { bodyOf } from './fact-codec.ts'
import { isRecord } from './fact-shapes.ts'
import { limits } from './limits.ts'
import { count, malformed, named, plain } from './wire.ts'

/** The JSON form of one fact. `hlccounter` and `cause` are extensions. */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly hlccounter: number
  readonly cause?: string
  readonly datacontenttype: 'application/json'
  readonly data?: unknown
  readonly data_base64?: string
}

const utf8 = new TextEncoder()
const text = new TextDecoder()
const typePattern = /^io\.causeway\.(.+)\.v([1-9]\d*)$/s
const idPattern = /^(.+)\/([a-z]+)\/(\d+)\/(\d+)$/s

/** The event of a fact. A body that JSON would spell otherwise travels as base64, so nothing is lost. */
export function toCloudEvent(envelope: Envelope, cluster: string): CloudEvent {
  const json = jsonIn(envelope.body)
  const data =
    json === undefined
      ? { data_base64: base64(envelope.body) }
      : { data: JSON.parse(json) as unknown }
  return { ...attributesOf(envelope, cluster), ...data }
}

/** The text of that event: a body that is JSON stands in it as it came. */
export function cloudEventText(envelope: Envelope, cluster: string): string {
  const json = jsonIn(envelope.body)
  const data = json === undefined ? `"data_base64":"${base64(envelope.body)}"` : `"data":${json}`
  return `${JSON.stringify(attributesOf(envelope, cluster)).slice(0, -1)},${data}}`
}

function attributesOf(
  envelope: Envelope,
  cluster: string,
): Omit<CloudEvent, 'data' | 'data_base64'> {
  const { cause, hlc } = envelope
  return {
    specversion: '1.0',
    id: identityOf(envelope),
    source: `/causeway/${encodeURIComponent(cluster)}/${envelope.producer}`,
    type: `io.causeway.${envelope.kind}.v${envelope.kindVersion}`,
    subject: envelope.key,
    time: microTimestamp(hlc.wallMs * 1000),
    hlccounter: hlc.counter,
    ...(cause === undefined ? {} : { cause }),
    datacontenttype: 'application/json',
  }
}

/** The JSON in a body, if that is how JSON spells it. */
function jsonIn(body: Uint8Array): string | undefined {
  const data = bodyOf(body)
  if (isFault(data)) return undefined
  const json = JSON.stringify(data)
  return json === text.decode(body) ? json : undefined
}

const base64 = (body: Uint8Array): string => Buffer.from(body).toString('base64')

/** Reads an event as `toCloudEvent` makes it: MALFORMED otherwise. */
export function fromCloudEvent(event: unknown): Envelope | Fault {
  if (!isRecord(event) || event['specversion'] !== '1.0')
    return malformed('expected a CloudEvent with specversion 1.0')
  try {
    return { ...identityFrom(event), ...contentFrom(event) }
  } catch (error) {
    return error instanceof Fault ? error : malformed('expected a CloudEvent of Causeway', error)
  }
}

type Fields = Readonly<Record<string, unknown>>

function identityFrom(event: Fields): Pick<Envelope, 'producer' | 'lane' | 'epoch' | 'seq'> {
  const [, producer, lane = '', epochText, seqText] = idPattern.exec(textOf(event, 'id')) ?? []
  return {
    producer: producerId(named(producer, 'id producer/lane/epoch/seq', limits.keyLength)),
    lane: laneNamed(lane),
    epoch: epoch(count(Number(epochText), 'epoch')),
    seq: sequence(count(Number(seqText), 'seq')),
  }
}

function contentFrom(event: Fields): Omit<Envelope, 'producer' | 'lane' | 'epoch' | 'seq'> {
  const [, kind, version] = typePattern.exec(textOf(event, 'type')) ?? []
  const micros = parseMicros(textOf(event, 'time'))
  const { cause, hlccounter } = event
  return {
    kind: named(kind, 'type io.causeway.<kind>.v<n>'),
    kindVersion: count(Number(version), 'version', { min: 1 }),
    key: textOf(event, 'subject'),
    hlc: {
      wallMs: wallMs(count(micros === undefined ? NaN : Math.floor(micros / 1000), 'time')),
      counter: count(Number(hlccounter ?? 0), 'hlccounter'),
    },
    ...(typeof cause === 'string' ? { cause } : {}),
    body: bodyFrom(event),
  }
}

function textOf(event: Fields, field: string): string {
  const value = event[field]
  if (typeof value === 'string') return value
  throw malformed(`expected a CloudEvent with text in ${field}`)
}

function bodyFrom({ data, data_base64: base64 }: Fields): Uint8Array {
  if (typeof base64 === 'string') return plain(Buffer.from(base64, 'base64'))
  if (isRecord(data)) return utf8.encode(JSON.stringify(data))
  throw malformed('expected a CloudEvent with data or data_base64')
}
