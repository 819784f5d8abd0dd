// What the cloud says to one node; it travels signed as `down`.
import type { Assignment, Member } from '../src/health/words.ts'
import type { WriteOutcome } from '../src/mirror/pending/facts.ts'
import type { FeedHead } from '../src/mirror/sync.ts'
import { Fault } from '../src/kernel/fault.ts'
import { fromHex, toHex } from '../src/kernel/hex.ts'
import { epoch, incarnation, nodeId, producerId, sequence, siteId } from '../src/kernel/ids.ts'
import type { Epoch, Incarnation, NodeId, ProducerId, Sequence } from '../src/kernel/ids.ts'
import type { Lane } from '../src/facts.ts'
import { keptLaneOf, laneNumber } from './envelope.ts'
import { scopeOf } from './feed.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import { bounded, count, decoded, exactly, finished, items, named, plain, wire } from './wire.ts'

/** What the cloud has durably taken of a lane: the only licence to compact. */
export interface Applied {
  readonly kind: 'applied'
  readonly producer: ProducerId
  readonly lane: Lane
  readonly epoch: Epoch
  readonly upTo: Sequence
  /** chain(upTo), 32 bytes. */
  readonly chain: Uint8Array
}

/** The owner misses facts after `after`. */
export interface Want {
  readonly kind: 'want'
  readonly producer: ProducerId
  readonly lane: Lane
  readonly epoch: Epoch
  readonly after: Sequence
}

/** A failed session must begin an incarnation above this one. */
export interface Rebirth {
  readonly kind: 'rebirth'
  readonly node: NodeId
  readonly above: Incarnation
}

/** Where a node belongs, and the cloud's own public key for signatures. */
export interface Assigned {
  readonly kind: 'assignment'
  readonly assignment: Assignment
  readonly cloudKey: Uint8Array
}

/** The answer to a beat that asked: the cloud heard this very beat of this incarnation. */
export interface Echo {
  readonly kind: 'echo'
  readonly node: NodeId
  readonly incarnation: Incarnation
  readonly ask: number
  /** Bit n: the nth feed of that beat was, at its place, as it is at its owner; 0 where another replica owns it. */
  readonly feedsEqual: number
}

/** The answer to a question about a feed, as `schemas/sync-answer.ts` reads it. */
export interface SyncAnswered {
  readonly kind: 'sync-answered'
  readonly node: NodeId
  readonly answer: Uint8Array
}

/** Where a feed stands, told to a node that is not there. */
export interface FeedHeadTold extends FeedHead {
  readonly kind: 'feed-head'
  readonly node: NodeId
}

/** One of several parts of an answer about a feed that is too large for one message. */
export interface Part {
  readonly kind: 'part'
  readonly node: NodeId
  /** Which answer, and where in it. */
  readonly whole: number
  readonly index: number
  readonly count: number
  readonly bytes: Uint8Array
}

/** The answer to what a node asked for its guard, as `schemas/guard-answer.ts` reads it. */
export interface GuardAnswered {
  readonly kind: 'guard-answered'
  readonly node: NodeId
  readonly answer: Uint8Array
}

/** What became, in Kubernetes, of writes that a node accepted alone. */
export interface OutcomesTold {
  readonly kind: 'outcomes-told'
  readonly node: NodeId
  readonly outcomes: readonly WriteOutcome[]
}

/** Every message from the cloud to one node. */
export type Down =
  | Applied
  | Want
  | Rebirth
  | Assigned
  | Echo
  | SyncAnswered
  | FeedHeadTold
  | Part
  | GuardAnswered
  | OutcomesTold

const bound = { what: 'a message from the cloud', bytesMax: limits.downBytes }

/** The bytes of a message to a node. */
export function encodeDown(down: Down): Uint8Array {
  return finished(wire.Down.encode(toWire(down)))
}

function toWire(down: Down): causeway.v1.Down.$Properties {
  switch (down.kind) {
    case 'applied':
      return { applied: { ...down, lane: laneNumber(down.lane) } }
    case 'want':
      return { want: { ...down, lane: laneNumber(down.lane) } }
    case 'rebirth':
      return { rebirth: down }
    case 'echo':
      return { echo: down }
    case 'sync-answered':
      return { syncAnswered: down }
    case 'feed-head':
      return { feedHead: down }
    case 'part':
      return { part: down }
    case 'guard-answered':
      return { guardAnswered: down }
    case 'outcomes-told':
      return { outcomesTold: { node: down.node, outcomes: down.outcomes.map(outcomeToWire) } }
    case 'assignment': {
      const { assignment, cloudKey } = down
      return {
        assignment: { ...assignment, members: assignment.members.map(memberToWire), cloudKey },
      }
    }
  }
}

/** Reads a message to a node: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeDown(bytes: Uint8Array): Down | Fault {
  return decoded(bytes, bound, wire.Down, (message) => {
    const { applied, want, rebirth, assignment, echo } = message
    if (applied) return appliedOf(applied)
    if (want) return wantOf(want)
    if (rebirth) return rebirthOf(rebirth)
    if (assignment) return assignedOf(assignment)
    if (echo) return echoOf(echo)
    const { syncAnswered, feedHead, part, outcomesTold } = message
    if (syncAnswered) return syncAnsweredOf(syncAnswered)
    if (feedHead) return feedHeadOf(feedHead)
    if (part) return partOf(part)
    if (message.guardAnswered) return guardAnsweredOf(message.guardAnswered)
    if (outcomesTold) return outcomesToldOf(outcomesTold)
    throw new Fault('NEWER_VERSION', 'expected a known message from the cloud, got another kind')
  })
}

const rebirthOf = (message: causeway.v1.Rebirth.$Properties): Rebirth => ({
  kind: 'rebirth',
  node: nodeId(named(message.node, 'node')),
  above: incarnation(count(message.above, 'above')),
})

const echoOf = (message: causeway.v1.Echo.$Properties): Echo => ({
  kind: 'echo',
  node: nodeId(named(message.node, 'node')),
  incarnation: incarnation(count(message.incarnation, 'incarnation')),
  ask: count(message.ask, 'ask'),
  feedsEqual: message.feedsEqual ?? 0,
})

const syncAnsweredOf = (message: causeway.v1.SyncAnswered.$Properties): SyncAnswered => ({
  kind: 'sync-answered',
  node: nodeId(named(message.node, 'node')),
  answer: plain(message.answer ?? new Uint8Array()),
})

const guardAnsweredOf = (message: causeway.v1.GuardAnswered.$Properties): GuardAnswered => ({
  kind: 'guard-answered',
  node: nodeId(named(message.node, 'node')),
  answer: plain(message.answer ?? new Uint8Array()),
})

const feedHeadOf = (message: causeway.v1.FeedHead.$Properties): FeedHeadTold => ({
  kind: 'feed-head',
  node: nodeId(named(message.node, 'node')),
  scope: scopeOf(message.scope),
  epoch: count(message.epoch, 'epoch', { min: 1 }),
  head: count(message.head, 'head'),
  mark: message.mark ?? 0,
})

function partOf(message: causeway.v1.Part.$Properties): Part {
  const parts = count(message.count, 'count', { min: 1, max: limits.parts })
  return {
    kind: 'part',
    node: nodeId(named(message.node, 'node')),
    whole: count(message.whole, 'whole'),
    index: count(message.index, 'index', { max: parts - 1 }),
    count: parts,
    bytes: plain(message.bytes ?? new Uint8Array()),
  }
}

const outcomeToWire = ({ life, number, version = '' }: WriteOutcome) => ({ life, number, version })

const outcomesToldOf = (message: causeway.v1.OutcomesTold.$Properties): OutcomesTold => ({
  kind: 'outcomes-told',
  node: nodeId(named(message.node, 'node')),
  outcomes: items(message.outcomes, 'outcomes', limits.outcomes).map((each) => ({
    life: named(each.life, 'life'),
    number: count(each.number, 'number'),
    version: bounded(each.version, 'version') || undefined,
  })),
})

const laneOfProducer = (
  message: causeway.v1.Applied.$Properties | causeway.v1.Want.$Properties,
) => ({
  producer: producerId(named(message.producer, 'producer', limits.keyLength)),
  lane: keptLaneOf(message.lane),
  epoch: epoch(count(message.epoch, 'epoch')),
})

const appliedOf = (message: causeway.v1.Applied.$Properties): Applied => ({
  kind: 'applied',
  ...laneOfProducer(message),
  upTo: sequence(count(message.upTo, 'up_to')),
  chain: exactly(message.chain, 'chain', 32),
})

const wantOf = (message: causeway.v1.Want.$Properties): Want => ({
  kind: 'want',
  ...laneOfProducer(message),
  after: sequence(count(message.after, 'after')),
})

const memberToWire = ({ signKey, ...member }: Member) => ({
  ...member,
  signKey: fromHex(signKey ?? '') ?? new Uint8Array(),
})

function memberOf(message: causeway.v1.Member.$Properties): Member {
  const { signKey } = message
  const member = {
    node: nodeId(named(message.node, 'member')),
    lan: bounded(message.lan, 'lan'),
    kubelet: bounded(message.kubelet, 'kubelet'),
  }
  if (!signKey?.length) return member
  return { ...member, signKey: toHex(exactly(signKey, 'sign_key', 32)) }
}

const assignedOf = (message: causeway.v1.Assignment.$Properties): Assigned => ({
  kind: 'assignment',
  assignment: {
    node: nodeId(named(message.node, 'node')),
    site: siteId(named(message.site, 'site')),
    shard: count(message.shard, 'shard'),
    members: items(message.members, 'members', limits.members).map(memberOf),
  },
  cloudKey: exactly(message.cloudKey, 'cloud_key', 32),
})
