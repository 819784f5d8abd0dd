// Random inputs and short ways to write beats, ballots and moments.
import fc from 'fast-check'
import { paces, type HealthConfig } from '../../src/health/config.ts'
import type { NodeInput, NodeSeen, PeerInput } from '../../src/health/inputs.ts'
import type {
  Ballot,
  Beat,
  Introduction,
  KubeletHealth,
  Opinion,
  Report,
} from '../../src/health/words.ts'
import { incarnation, nodeId, round, siteId, type NodeId } from '../../src/kernel/ids.ts'
import type { Moment } from '../../src/kernel/process.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'

export const config = paces.fast
export const subject = nodeId('n')
export const peers: readonly NodeId[] = ['a', 'b', 'c', 'd', 'e', 'f'].map(nodeId)

/** The moment `ms` after the beginning of a process. */
export const moment = (ms: number, of: HealthConfig = config): Moment<HealthConfig> => ({
  mono: monoMs(ms),
  hlc: { wallMs: wallMs(1_790_000_000_000 + ms), counter: 0 },
  random: random(1),
  config: of,
})

export const ballot = (
  observer: NodeId,
  opinion: Opinion,
  at: number,
  more: Partial<Ballot> = {},
): Ballot => ({
  observer,
  subject,
  incarnation: incarnation(1),
  since: round(at),
  round: round(at),
  opinion,
  ...more,
})

/** What a node says of itself in the beats of these tests. */
export const introduction: Introduction = {
  lan: '10.0.0.1:1883',
  kubelet: '10.0.0.1:10250',
  version: '0.1.0',
  signKey: new Uint8Array(32),
  sealKey: new Uint8Array(32),
}

export const beat = (more: Partial<Beat> = {}): Beat => ({
  node: subject,
  site: siteId('s'),
  incarnation: incarnation(1),
  round: round(1),
  kubelet: 'ok',
  birth: false,
  introduction,
  assignment: 0,
  stateEpoch: 1,
  stateLast: 0,
  ballots: [],
  ask: 0,
  ...more,
})

export const report = (more: Partial<Report> = {}): Report => ({
  node: subject,
  incarnation: incarnation(1),
  round: round(1),
  kubelet: 'ok',
  linked: true,
  ballots: [],
  ...more,
})

export const seen = (more: Partial<NodeSeen> = {}): NodeSeen => ({
  uid: 'u',
  site: siteId('s'),
  ready: 'True',
  readyReason: 'KubeletReady',
  linked: undefined,
  taints: [],
  maxHoldMs: undefined,
  ...more,
})

const kubelet = fc.constantFrom<KubeletHealth>('ok', 'dead', 'unknown')
const opinion = fc.constantFrom<Opinion>('alive', 'dead', 'abstain')
const few = fc.integer({ min: 1, max: 3 }).map(incarnation)

export const anyBallot = (of: NodeId = subject): fc.Arbitrary<Ballot> =>
  fc
    .record({
      who: fc.constantFrom(...peers),
      incarnation: few,
      opinion,
      at: fc.nat({ max: 12 }),
      age: fc.nat({ max: 6 }),
    })
    .map(({ who, at, age, ...rest }) => ({
      observer: who,
      subject: of,
      since: round(Math.max(0, at - age)),
      round: round(at),
      ...rest,
    }))

const path = fc.constantFrom('direct' as const, 'relayed' as const)
const observers = fc.subarray([...peers])

const site = fc.constantFrom('s', 's', 's', 't').map(siteId)
const anyBeat = fc
  .record({ incarnation: few, kubelet, ballots: fc.array(anyBallot(), { maxLength: 3 }) })
  .chain((more) => path.map((by) => ({ kind: 'beat' as const, beat: beat(more), path: by })))
const anyNodeSeen = fc.record({
  site,
  ready: fc.constantFrom('True', 'Unknown', 'False', undefined),
  maxHoldMs: fc.constantFrom(undefined, undefined, 5_000),
})
const anyLease = fc.record({
  own: fc.boolean(),
  renewMicros: fc.nat({ max: 20 }).map((n) => 1.79e15 + n * 1e6),
})
const verdict = fc.constantFrom('failed' as const, 'healthy' as const)

/** What two peers say together, so that something is settled now and then. */
const together: fc.Arbitrary<readonly NodeInput[]> = anyBallot().chain((one) =>
  fc.boolean().map((observerHeard) =>
    peers.slice(0, 2).map((observer) => ({
      kind: 'ballot' as const,
      ballot: { ...one, observer },
      observerHeard,
    })),
  ),
)

const anyOneInput: fc.Arbitrary<NodeInput> = fc.oneof(
  { weight: 3, arbitrary: anyBeat },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ballot' as const),
      ballot: anyBallot(),
      observerHeard: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('node-seen' as const),
      seen: fc.option(
        anyNodeSeen.map((more) => seen(more)),
        { nil: undefined, freq: 12 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lease-seen' as const), seen: anyLease }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('observers' as const), observers }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('site' as const), site, cut: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('hearing' as const), up: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('declare' as const),
      verdict,
      by: fc.constant('ann'),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ kind: 'tick' as const }) },
)

/** One or more things that may come in about a node at once. */
export const anyNodeInputs: fc.Arbitrary<readonly NodeInput[]> = fc.oneof(
  { weight: 6, arbitrary: anyOneInput.map((one) => [one]) },
  { weight: 2, arbitrary: together },
)

/** A node that is managed, seen, heard and observed by two. */
export const settling: readonly NodeInput[] = [
  { kind: 'hearing', up: true },
  { kind: 'node-seen', seen: seen() },
  { kind: 'beat', beat: beat(), path: 'direct' },
  { kind: 'lease-seen', seen: { own: false, renewMicros: 1.79e15 } },
  { kind: 'observers', observers: peers.slice(0, 2) },
]

/** Anything that may come in about a peer. */
export const anyPeerInput: fc.Arbitrary<PeerInput> = fc.oneof(
  fc
    .record({ incarnation: few, kubelet, round: fc.nat({ max: 12 }).map(round) })
    .map((more) => ({ kind: 'report' as const, report: report(more) })),
  fc.record({ kind: fc.constant('probed' as const), alive: fc.boolean() }),
  fc.record({ kind: fc.constant('ballot' as const), ballot: anyBallot() }),
  fc.record({
    kind: fc.constant('self' as const),
    self: fc.record({
      missedTimers: fc.boolean(),
      subjects: fc.nat({ max: 6 }),
      subjectsReached: fc.nat({ max: 6 }),
      outsideReached: fc.boolean(),
      linked: fc.boolean(),
    }),
  }),
  fc.record({ kind: fc.constant('assigned' as const), self: fc.constantFrom(...peers), observers }),
  fc.constant({ kind: 'tick' as const }),
)

/** Inputs with the time that passes before them. */
export const timed = <I>(inputs: fc.Arbitrary<readonly I[]>, maxLength = 40) =>
  fc.array(fc.record({ waitMs: fc.constantFrom(0, 10, 400, 900, 1_000, 3_000, 4_000), inputs }), {
    maxLength,
  })
