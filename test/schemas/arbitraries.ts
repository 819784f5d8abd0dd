// Random values of everything that crosses the wire.
import fc from 'fast-check'
import type { GuardAnswer } from '../../schemas/guard-answer.ts'
import type { GuardAsk } from '../../schemas/guard-ask.ts'
import type { Attempt } from '../../src/identity/attempt.ts'
import type { Lane } from '../../src/facts.ts'
import type { Ballot, Beat, KubeletHealth, Opinion, Report } from '../../src/health/words.ts'
import { epoch, incarnation, nodeId, producerId, round } from '../../src/kernel/ids.ts'
import { sequence, siteId } from '../../src/kernel/ids.ts'
import { goneWord } from '../../src/services/pod-word.ts'
import { toHex } from '../../src/kernel/hex.ts'
import type { PodsTold } from '../../schemas/pods-told.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { Batch } from '../../schemas/batch.ts'
import type { FullBeat } from '../../schemas/beat.ts'
import type { Carried } from '../../schemas/carried.ts'
import type { Down } from '../../schemas/down.ts'
import type { ShardEntry } from '../../schemas/log-entry.ts'
import type { ReplicaSaid } from '../../schemas/replica.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { limits } from '../../schemas/limits.ts'

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
const whole = fc.maxSafeNat()
const u32 = fc.nat({ max: 0xffffffff })
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const health = fc.constantFrom<KubeletHealth>('ok', 'dead', 'unknown')
const kept = fc.constantFrom<Lane>('state', 'telemetry', 'audit')

const ballot: fc.Arbitrary<Ballot> = fc
  .record({
    observer: name.map(nodeId),
    subject: name.map(nodeId),
    incarnation: u32.map(incarnation),
    since: whole,
    round: whole,
    opinion: fc.constantFrom<Opinion>('alive', 'dead', 'abstain'),
  })
  .map((one) => ({
    ...one,
    since: round(Math.min(one.since, one.round)),
    round: round(Math.max(one.since, one.round)),
  }))

export const anyEnvelope: fc.Arbitrary<Envelope> = fc.record(
  {
    producer: name.map(producerId),
    lane: fc.oneof(kept, fc.constant('volatile' as const)),
    epoch: whole.map(epoch),
    seq: whole.map(sequence),
    kind: name,
    kindVersion: fc.integer({ min: 1, max: 0xffffffff }),
    key: fc.string({ unit: 'grapheme' }),
    hlc: fc.record({ wallMs: fc.nat({ max: limits.wallMs }).map(wallMs), counter: u32 }),
    cause: name,
    body: fc.uint8Array({ maxLength: 300 }),
  },
  {
    requiredKeys: ['producer', 'lane', 'epoch', 'seq', 'kind', 'kindVersion', 'key', 'hlc', 'body'],
  },
)

const beatFields = {
  node: name.map(nodeId),
  site: fc.option(name.map(siteId), { nil: undefined }),
  incarnation: u32.map(incarnation),
  round: whole.map(round),
  kubelet: health,
  birth: fc.boolean(),
  introduction: fc.option(
    fc.record({ lan: name, kubelet: name, version: name, signKey: bytes(32), sealKey: bytes(32) }),
    { nil: undefined },
  ),
  assignment: u32,
  stateEpoch: whole,
  stateLast: whole,
  ballots: fc.array(ballot, { maxLength: 8 }),
  ask: whole,
  feeds: fc.array(fc.record({ seq: whole, mark: u32 }), { minLength: 1, maxLength: 3 }),
}

export const anyBeat: fc.Arbitrary<Beat> = fc.record(beatFields, {
  requiredKeys: Object.keys(beatFields).filter((field) => field !== 'feeds') as Exclude<
    keyof typeof beatFields,
    'feeds'
  >[],
})

export const anyFullBeat: fc.Arbitrary<FullBeat> = fc.record({
  beat: anyBeat,
  relayed: fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 16 }),
})

export const anyCarried: fc.Arbitrary<Carried> = fc.record({
  family: fc.constantFrom('beat' as const, 'up' as const, 'sync' as const, 'guard' as const),
  payload: fc.uint8Array({ maxLength: 300 }),
})

export const anyReport: fc.Arbitrary<Report> = fc.record({
  node: name.map(nodeId),
  incarnation: u32.map(incarnation),
  round: whole.map(round),
  kubelet: health,
  linked: fc.boolean(),
  ballots: fc.array(ballot, { maxLength: 8 }),
})

export const anyBatch: fc.Arbitrary<Batch> = fc.record({
  producer: name.map(producerId),
  lane: kept,
  epoch: whole.map(epoch),
  from: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(sequence),
  previousChain: bytes(32),
  chain: bytes(32),
  envelopes: fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 8 }),
  checkpoint: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
})

export const anyShardEntry: fc.Arbitrary<ShardEntry> = fc.record({
  shard: u32,
  writer: name,
  epoch: whole.map(epoch),
  from: whole.map(sequence),
  seed: fc.boolean(),
  envelopes: fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 8 }),
})

export const anyReplica: fc.Arbitrary<ReplicaSaid> = fc.record({
  replica: name,
  run: name,
  door: fc.string({ maxLength: 40 }),
  leaving: fc.boolean(),
})

const ofLane = { producer: name.map(producerId), lane: kept, epoch: whole.map(epoch) }
const members = fc.array(
  fc.record(
    { node: name.map(nodeId), lan: name, kubelet: name, signKey: bytes(32).map(toHex) },
    { requiredKeys: ['node', 'lan', 'kubelet'] },
  ),
  { maxLength: 5 },
)

const podNames = { namespace: name, name, uid: name }
const word = fc.oneof(
  fc.record(podNames).map(goneWord),
  fc.record({
    ...podNames,
    isGone: fc.constant(false),
    isReady: fc.boolean(),
    addresses: fc.array(name, { maxLength: 3 }),
    labels: fc.dictionary(name, fc.string({ maxLength: 63 }), { maxKeys: 5 }),
    hostname: fc.string({ maxLength: 63 }),
    subdomain: fc.string({ maxLength: 63 }),
    ports: fc.array(
      fc.record({ name, port: fc.integer({ min: 1, max: 65_535 }), protocol: name }),
      { maxLength: 4 },
    ),
  }),
)

export const anyPodsTold: fc.Arbitrary<PodsTold> = fc.record({
  node: name.map(nodeId),
  epoch: whole,
  incarnation: u32,
  number: whole,
  pods: fc.array(word, { maxLength: 4 }),
})

export const anyDown: fc.Arbitrary<Down> = fc.oneof(
  fc.record({
    kind: fc.constant('applied' as const),
    ...ofLane,
    upTo: whole.map(sequence),
    chain: bytes(32),
  }),
  fc.record({ kind: fc.constant('want' as const), ...ofLane, after: whole.map(sequence) }),
  fc.record({
    kind: fc.constant('rebirth' as const),
    node: name.map(nodeId),
    above: u32.map(incarnation),
  }),
  fc.record({
    kind: fc.constant('echo' as const),
    node: name.map(nodeId),
    incarnation: u32.map(incarnation),
    ask: whole,
    feedsEqual: fc.integer({ min: 0, max: 7 }),
  }),
  fc.record({
    kind: fc.constant('assignment' as const),
    assignment: fc.record({
      node: name.map(nodeId),
      site: name.map(siteId),
      shard: u32,
      members,
    }),
    cloudKey: bytes(32),
  }),
  fc.record({
    kind: fc.constant('sync-answered' as const),
    node: name.map(nodeId),
    answer: fc.uint8Array({ maxLength: 99 }),
  }),
  fc.record({
    kind: fc.constant('feed-head' as const),
    node: name.map(nodeId),
    scope: fc.constantFrom('all' as const, 'site/a' as const),
    epoch: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    head: whole,
    mark: u32,
  }),
  fc.record({
    kind: fc.constant('outcomes-told' as const),
    node: name.map(nodeId),
    outcomes: fc.array(
      fc.record({ life: name, number: whole, version: fc.option(name, { nil: undefined }) }),
      { maxLength: 5 },
    ),
  }),
  fc.record({
    kind: fc.constant('part' as const),
    node: name.map(nodeId),
    whole,
    index: fc.nat({ max: 8 }),
    count: fc.integer({ min: 9, max: 99 }),
    bytes: fc.uint8Array({ maxLength: 99 }),
  }),
  fc.record({
    kind: fc.constant('guard-answered' as const),
    node: name.map(nodeId),
    answer: fc.uint8Array({ maxLength: 99 }),
  }),
)

const texts = fc.array(name, { maxLength: 4 })
const use = fc.constantFrom('serving' as const, 'kubelet' as const)
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.record({ verb: name, path: name.map((path) => `/${path}`) }),
  fc.record(
    { verb: name, group: name, resource: name, subresource: name, namespace: name, name },
    { requiredKeys: ['verb', 'group', 'resource'] },
  ),
)

export const anyGuardAsk: fc.Arbitrary<GuardAsk> = fc.record({
  node: name.map(nodeId),
  ask: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  certificates: fc.array(fc.record({ use, request: fc.uint8Array({ maxLength: 99 }) }), {
    maxLength: 2,
  }),
  access: fc.array(fc.record({ user: fc.record({ name, groups: texts }), attempt }), {
    maxLength: 5,
  }),
  trust: fc.boolean(),
})

export const anyGuardAnswer: fc.Arbitrary<GuardAnswer> = fc.record({
  ask: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  certificates: fc.array(
    fc.record({
      use,
      certificate: fc.uint8Array({ maxLength: 99 }),
      authority: fc.uint8Array({ maxLength: 99 }),
    }),
    { maxLength: 2 },
  ),
  access: fc.array(
    fc.record({
      asked: fc.nat({ max: 63 }),
      general: fc.boolean(),
      allowed: fc.boolean(),
      because: fc.option(name, { nil: undefined }),
    }),
    { maxLength: 5 },
  ),
  trust: fc.option(fc.record({ issuer: name, keySet: name, serviceAddresses: texts }), {
    nil: undefined,
  }),
})
