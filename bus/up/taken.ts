// Facts of other producers as the cloud keeps them: the whole envelope, untouched, is the body of a fact of its own.
import { bodyOf } from '../../schemas/fact-codec.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { chainStart } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { fromHex, toHex } from '../../src/kernel/hex.ts'
import { epoch, producerId, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import type { ForkFound, LaneTaken } from '../../src/kernel/log-facts.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Draft, Stored } from '../journal.ts'

/** The kind of a fact whose body is another producer's envelope. */
export const factTaken = 'fact-taken'

/** How far a lane was taken; epoch 0 means never. */
export interface Taken {
  readonly epoch: Epoch
  readonly upTo: Sequence
  readonly chain: Uint8Array
}

/** A lane of a producer. */
export interface LaneOf {
  readonly producer: ProducerId
  readonly lane: Lane
}

/** A lane and how far it was taken. */
export interface PlaceTaken {
  readonly of: LaneOf
  readonly taken: Taken
}

/** Nothing was taken yet. */
export const nothingTaken: Taken = { epoch: epoch(0), upTo: sequence(0), chain: chainStart }

/** The draft that keeps another producer's fact: in the one lane that has everything in the order taken, but for telemetry. */
export const takenDraft = (of: LaneOf, key: string, bytes: Uint8Array, hlc: Hlc): Draft => ({
  lane: of.lane === 'telemetry' ? 'telemetry' : 'state',
  kind: factTaken,
  kindVersion: 1,
  key: `taken/${of.producer}/${key}`,
  hlc,
  body: bytes,
})

/**
 * The draft that keeps a fact as it came in a shard's log: a node's like any taken one, the cloud's own under its own key.
 * What led to its being kept is the log that it came by.
 */
export function keptDraft(envelope: Envelope, bytes: Uint8Array, cause: string): Draft {
  const { producer, key, hlc } = envelope
  const lane = envelope.lane === 'telemetry' ? 'telemetry' : 'state'
  if (!isCloud(producer)) return { ...takenDraft({ producer, lane }, key, bytes, hlc), cause }
  return { lane, kind: factTaken, kindVersion: 1, key, hlc, cause, body: bytes }
}

/** Whether a fact is the cloud's own, written by whichever replica. */
export const isCloud = (producer: ProducerId): boolean => producer.startsWith('cloud/')

/** The draft that says how far a lane was taken; the last one is kept for ever. */
export function laneTakenDraft(of: LaneOf, taken: Taken, hlc: Hlc): Draft {
  const { epoch, upTo, chain } = taken
  const fact: LaneTaken = { kind: 'lane-taken', ...of, epoch, upTo, chain: toHex(chain) }
  return jsonDraft(fact, hlc)
}

/** The draft that says that a second history came. */
export const forkDraft = (of: LaneOf, taken: Taken, hlc: Hlc): Draft =>
  jsonDraft({ kind: 'fork-found', ...of, epoch: taken.epoch, at: taken.upTo }, hlc)

function jsonDraft(fact: LaneTaken | ForkFound, hlc: Hlc): Draft {
  const { kind, ...fields } = fact
  const key = `${kind}/${fact.producer}/${fact.lane}`
  const body = new TextEncoder().encode(JSON.stringify(fields))
  return { lane: 'state', kind, kindVersion: 1, key, hlc, body }
}

/** The fact of another producer, or of the shard, that a fact of the cloud's journal keeps; undefined when it keeps none. */
export function takenFact(stored: Stored): Envelope | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer) || outer.kind !== factTaken) return undefined
  const inner = decodeEnvelope(outer.body)
  return isFault(inner) ? undefined : inner
}

/** What a fact of the cloud's journal says about a lane that was taken; undefined when it says nothing. */
export function laneTaken(stored: Stored): PlaceTaken | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer)) return undefined
  return placeTaken(outer.kind === factTaken ? takenFact(stored) : outer)
}

/** What a fact says about a lane that was taken; undefined when it says nothing. */
export function placeTaken(envelope: Envelope | undefined): PlaceTaken | undefined {
  if (envelope?.kind !== 'lane-taken') return undefined
  const body = bodyOf(envelope.body)
  if (isFault(body)) return undefined
  const lane = lanes.find((each) => each === body['lane'])
  const chain = fromHex(String(body['chain']))
  if (lane === undefined || chain === undefined) return undefined
  const producer = producerId(String(body['producer']))
  const [at, upTo] = [epoch(Number(body['epoch'])), sequence(Number(body['upTo']))]
  return { of: { producer, lane }, taken: { epoch: at, upTo, chain } }
}
