// What the body of each kept fact must hold, checked when it is read from bytes.
import type { KeptKind } from '../src/facts.ts'

/** Whether a JSON value is what a field needs. */
type Check = (value: unknown) => boolean
type Fields = Readonly<Record<string, Check>>

const text: Check = (value) => typeof value === 'string'
const whole: Check = (value) => Number.isSafeInteger(value)
const flag: Check = (value) => typeof value === 'boolean'
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const all =
  (fields: Fields): Check =>
  (value) =>
    isRecord(value) && wrongField(fields, value) === undefined

const kubelet = oneOf('ok', 'dead', 'unknown')
const verdict = oneOf('healthy', 'isolated', 'failed')
const tally = oneOf('open', 'alive', 'dead')
const opinion = oneOf('alive', 'dead', 'abstain')
const ballot = all({
  observer: text,
  subject: text,
  incarnation: whole,
  since: whole,
  round: whole,
  opinion,
})
const evidence = all({
  heard: flag,
  beatAgoMs: maybe(whole),
  leaseAgoMs: maybe(whole),
  relayedAgoMs: maybe(whole),
  tally,
  incarnation: maybe(whole),
  round: maybe(whole),
  ballots: listOf(ballot),
  observers: listOf(text),
  siteCut: flag,
  because: text,
})
const target = all({
  group: text,
  version: text,
  resource: text,
  kind: text,
  namespace: text,
  name: text,
})
const object = all({ apiVersion: text, kind: text, metadata: all({ name: text }) })
const change: Check = (value) =>
  [
    { verb: oneOf('create'), object },
    { verb: oneOf('patch'), form: oneOf('merge', 'strategic'), patch: isRecord, status: flag },
    { verb: oneOf('delete'), graceSeconds: whole },
  ].some((fields) => all(fields)(value))
const lostLog = all({
  shard: whole,
  incarnation: text,
  at: whole,
  foundIncarnation: text,
  found: whole,
})
const assignment = all({
  node: text,
  site: text,
  shard: whole,
  members: listOf(all({ node: text, lan: text, kubelet: text, signKey: maybe(text) })),
})

/** The fields of every kept kind; volatile facts never leave their process. */
export const factShapes: Readonly<Record<KeptKind, Fields>> = {
  'node-enrolled': { node: text, site: text, incarnation: whole, epoch: maybe(whole), kubelet },
  'node-born': { node: text, incarnation: whole, epoch: maybe(whole) },
  'site-assigned': { node: text, site: text },
  'kubelet-reported': { node: text, kubelet },
  'agent-lost': { node: text },
  'agent-returned': { node: text },
  'verdict-reached': { node: text, verdict, previous: verdict, evidence },
  'verdict-declared': { node: text, verdict, previous: verdict, by: text },
  'session-ended': { node: text, incarnation: whole },
  'hold-ended': { node: text, reason: text },
  'node-forgotten': { node: text },
  'site-cut': { site: text, silent: listOf(text), members: listOf(text) },
  'site-healed': { site: text, heard: listOf(text), members: listOf(text) },
  'kubernetes-restored': { path: text, had: text, found: text },
  'peer-met': { node: text, incarnation: whole },
  'peer-tallied': {
    node: text,
    incarnation: whole,
    round: whole,
    tally,
    ballots: listOf(ballot),
  },
  'incarnation-began': { node: text, incarnation: whole },
  'kubelet-changed': { node: text, kubelet },
  'link-changed': { node: text, link: oneOf('linked', 'relayed', 'alone'), path: text },
  fenced: { node: text, because: text },
  unfenced: { node: text },
  'node-introduced': {
    node: text,
    lan: text,
    kubelet: text,
    version: text,
    signKey: text,
    sealKey: text,
    epoch: maybe(whole),
  },
  'key-refused': { node: text, signKey: text },
  'key-replaced': { node: text, signKey: text, before: text },
  'keys-forgotten': { node: text },
  'certificate-issued': {
    node: text,
    use: oneOf('serving', 'kubelet'),
    serial: text,
    untilMs: whole,
    names: listOf(text),
  },
  'assignment-learned': { node: text, assignment, cloudKey: text },
  'address-given': {
    node: text,
    address: text,
    namespace: text,
    pod: text,
    uid: maybe(text),
    interface: text,
    container: text,
    boot: text,
  },
  'address-released': { node: text, address: text },
  'addresses-learned': { node: text, epoch: whole, held: whole },
  'write-accepted': {
    node: text,
    life: text,
    number: whole,
    slot: whole,
    target,
    uid: maybe(text),
    change,
  },
  'writes-settled': { node: text, life: text, upTo: whole },
  'rollout-moved': {
    app: text,
    revision: text,
    phase: oneOf('rolling', 'paused', 'stopped', 'rolled-back', 'done'),
    batch: whole,
    batches: listOf(listOf(text)),
    because: maybe(text),
  },
  'write-replayed': { node: text, life: text, number: whole, version: maybe(text) },
  'write-conflicted': {
    node: text,
    life: text,
    number: whole,
    target,
    reason: oneOf('gone', 'replaced', 'taken', 'spec', 'refused'),
    message: text,
    version: maybe(text),
  },
  'pod-word-refused': { node: text, pod: text, uid: text, of: text },
  'writes-put-off': { node: text, count: whole, bytes: whole, bytesMax: whole },
  'epoch-began': { previous: whole, upTo: whole, chain: text, lostTo: maybe(whole) },
  dropped: { from: whole, to: whole },
  'hole-found': { lane: text, part: oneOf('tail', 'base'), from: whole, to: whole },
  'lane-taken': { producer: text, lane: text, epoch: whole, upTo: whole, chain: text },
  'fork-found': { producer: text, lane: text, epoch: whole, at: whole },
  'owner-began': { shard: whole, replica: text, seeding: flag },
  'log-lost': { replica: maybe(text), lost: listOf(lostLog) },
  'log-seeded': {
    shard: whole,
    facts: whole,
    replica: maybe(text),
    first: maybe(whole),
    bytes: maybe(whole),
  },
  'feeds-began': {
    shard: whole,
    replica: text,
    because: oneOf('damaged'),
    count: whole,
    scopes: listOf(text),
  },
  'shard-followed': {
    shard: whole,
    incarnation: text,
    at: whole,
    mark: text,
    marks: maybe(listOf(text)),
    ahead: maybe(listOf(text)),
    epoch: whole,
    upTo: whole,
    bornAfter: maybe(whole),
    seed: maybe(whole),
    seedBytes: maybe(whole),
    freshBytes: maybe(whole),
  },
}

/** Whether a kind is kept, and therefore may come in an envelope. */
export const isKept = (kind: string): kind is KeptKind => Object.hasOwn(factShapes, kind)

/** Whether a JSON value is an object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first field that is missing or of a wrong kind. */
export const wrongField = (
  fields: Fields,
  body: Readonly<Record<string, unknown>>,
): string | undefined => Object.keys(fields).find((name) => fields[name]?.(body[name]) !== true)
