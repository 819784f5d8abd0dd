// The envelope: what every fact carries on the wire and in every log.
import type { Fault } from '../src/kernel/fault.ts'
import { epoch, producerId, sequence } from '../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../src/kernel/ids.ts'
import { wallMs } from '../src/kernel/time.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { Lane } from '../src/facts.ts'
import { limits } from './limits.ts'
import {
  bounded,
  count,
  decoded,
  finished,
  malformed,
  member,
  named,
  plain,
  tooLarge,
  wire,
} from './wire.ts'
import type { WireNumber } from './wire.ts'

/** A fact in its envelope. Identity: producer, lane, epoch, seq. */
export interface Envelope {
  readonly producer: ProducerId
  readonly lane: Lane | 'volatile'
  readonly epoch: Epoch
  readonly seq: Sequence
  readonly kind: string
  readonly kindVersion: number
  readonly key: string
  readonly hlc: Hlc
  /** Identity of the fact that led to this one. */
  readonly cause?: string
  /** Stored and forwarded untouched. */
  readonly body: Uint8Array
}

const laneNumbers = { state: 1, telemetry: 2, audit: 3, volatile: 4 } as const
const lanes = { 1: 'state', 2: 'telemetry', 3: 'audit', 4: 'volatile' } as const
const bound = { what: 'a fact in its envelope', bytesMax: limits.envelopeBytes }
const bodyBound = { what: 'a body', bytesMax: limits.bodyBytes }

/** The number of a lane on the wire. */
export const laneNumber = (lane: Envelope['lane']): number => laneNumbers[lane]

/** The lane of a number on the wire; throws inside a decoder. */
export const laneOf = (number: number | null | undefined): Envelope['lane'] =>
  member<Envelope['lane']>(lanes, number, 'lane')

/** The lane of a name; throws MALFORMED. */
export function laneNamed(name: string): Envelope['lane'] {
  const lane = Object.values(lanes).find((each) => each === name)
  if (lane === undefined) throw malformed(`expected a lane, got ${name}`)
  return lane
}

/** A kept lane; throws inside a decoder for `volatile`. */
export function keptLaneOf(number: number | null | undefined): Lane {
  const { 1: state, 2: telemetry, 3: audit } = lanes
  return member<Lane>({ 1: state, 2: telemetry, 3: audit }, number, 'kept lane')
}

/** `producer/lane/epoch/seq`: one name for one fact, everywhere and for ever. */
export const identityOf = (fact: Pick<Envelope, 'producer' | 'lane' | 'epoch' | 'seq'>): string =>
  `${fact.producer}/${fact.lane}/${fact.epoch}/${fact.seq}`

/** The bytes of an envelope; these, not a re-encoding, are hashed, stored and forwarded. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return finished(
    wire.Envelope.encode({
      producer: envelope.producer,
      lane: laneNumber(envelope.lane),
      epoch: envelope.epoch,
      seq: envelope.seq,
      kind: envelope.kind,
      kindVersion: envelope.kindVersion,
      key: envelope.key,
      hlcWallMs: envelope.hlc.wallMs,
      hlcCounter: envelope.hlc.counter,
      cause: envelope.cause ?? '',
      body: envelope.body,
    }),
  )
}

/** Reads an envelope: MALFORMED, TOO_LARGE or NEWER_VERSION (a lane of later times) otherwise. */
export function decodeEnvelope(bytes: Uint8Array): Envelope | Fault {
  return decoded(bytes, bound, wire.Envelope, (message) => {
    if (message.body.length > limits.bodyBytes) throw tooLarge(bodyBound, message.body.length)
    const cause = bounded(message.cause, 'cause', limits.keyLength)
    return {
      producer: producerId(named(message.producer, 'producer', limits.keyLength)),
      lane: laneOf(message.lane),
      epoch: epoch(count(message.epoch, 'epoch')),
      seq: sequence(count(message.seq, 'seq')),
      kind: named(message.kind, 'kind'),
      kindVersion: count(message.kindVersion, 'kind_version', { min: 1 }),
      key: bounded(message.key, 'key', limits.keyLength),
      hlc: hlcOf(message.hlcWallMs, message.hlcCounter),
      ...(cause === '' ? {} : { cause }),
      body: plain(message.body),
    }
  })
}

const hlcOf = (wall: WireNumber, counter: number): Hlc => ({
  wallMs: wallMs(count(wall, 'hlc_wall_ms', { max: limits.wallMs })),
  counter,
})
