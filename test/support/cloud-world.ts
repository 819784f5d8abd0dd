// One replica of the cloud on virtual time, between a small Kubernetes and agents that only beat.
import { generateKeyPairSync } from 'node:crypto'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { keyringOf } from '../../bus/adapters/node-keyring.ts'
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Journal } from '../../bus/journal.ts'
import { openJournal } from '../../bus/journal/open-journal.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Store } from '../../bus/store.ts'
import { Uplink } from '../../bus/up/uplink.ts'
import { cloudPaces } from '../../cloud/config.ts'
import type { CloudConfig } from '../../cloud/config.ts'
import { encodeBeat } from '../../schemas/beat.ts'
import { decodeDown } from '../../schemas/down.ts'
import type { Down } from '../../schemas/down.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import { fastPace } from '../../sim/kube/config.ts'
import { nodeLifecycle } from '../../sim/kube/controllers/node-lifecycle.ts'
import { runController } from '../../sim/kube/controllers/runner.ts'
import type { KubeOptions } from '../../sim/kube/server.ts'
import type { StoreSnapshot } from '../../sim/kube/store.ts'
import { createSchedule } from '../../sim/schedule.ts'
import type { Fact } from '../../src/facts.ts'
import { assignmentDigest } from '../../src/health/assignment.ts'
import { paces } from '../../src/health/config.ts'
import type { Ballot, Beat } from '../../src/health/words.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { incarnation, nodeId, producerId, round } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { microTimestamp, timestamp } from '../../src/objects/timestamp.ts'
import { leasePath, leasesPath, nodePath } from '../../cloud/kube-paths.ts'
import { cloudReplica } from './cloud-replica.ts'
import type { FaultyLog } from './faulty-log.ts'
import { smallKube } from './kube.ts'

const cluster = 'causeway'
const keyring = (): Keyring =>
  keyringOf(generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('x25519').privateKey)

/** What else may be another than usual. */
export interface WorldOptions {
  /** What the feeds are kept in. */
  readonly throughFeeds?: (feeds: Store) => Store
  readonly kubeOptions?: (clock: Clock) => Partial<KubeOptions>
}

/** The world: a bus, a Kubernetes with its node controller, one replica, and agents. */
export function cloudWorld(
  change: Partial<CloudConfig> = {},
  withKube = true,
  logs?: readonly FaultyLog[],
  { throughFeeds = (store) => store, kubeOptions = () => ({}) }: WorldOptions = {},
) {
  const wallStart = wallMs(1_763_632_800_000)
  const schedule = createSchedule({ wallStart, random: random('cloud world') })
  const outside = schedule.spawn().clock
  const bus = createMemoryBus(outside)
  const kube = smallKube(outside, kubeOptions(outside))
  const judge = () =>
    runController(nodeLifecycle(), {
      collection: kube.server.collection,
      call: kube.server.call,
      clock: outside,
      random: random('node controller'),
      config: fastPace.controllers,
    })
  let unjudge = judge()
  /** Kubernetes comes back with an older state, and its controllers with it. */
  const restoreKube = (from: StoreSnapshot) => {
    unjudge()
    kube.restore(from)
    unjudge = judge()
  }
  /** The controllers of Kubernetes. */
  const judging = { stop: () => unjudge(), start: () => void (unjudge = judge()) }
  const keys = keyring()
  const said: string[] = []
  const wan = bus.connect()
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  const config: CloudConfig = {
    cluster,
    replica: 'one',
    shards: 1,
    health: paces.fast,
    version: '0.1.0',
    listen: { host: '127.0.0.1', port: 7070 },
    path: 'nats',
    ...cloudPaces.fast,
    ...change,
  }

  const begin = (name: string, logs?: readonly FaultyLog[]) => {
    const tap = (line: string) => void said.push(line)
    const ground = { schedule, bus, keys, logs, throughFeeds, tap }
    return cloudReplica(
      { ...ground, kube: withKube ? kube.client : undefined },
      { ...config, replica: name },
    )
  }
  const one = begin(config.replica, logs)
  const { start, stop, ask } = one
  const addNode = (name: string, site: string) => {
    kube.call('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'causeway.io/site': site } },
    })
    return kubelet(name, { kube, clock: outside })
  }
  const addAgent = (name: string) =>
    agent(name, { wan, clock: outside, cloudKey: keys.publicKeys.sign })

  run(100)
  return {
    schedule,
    run,
    bus,
    wan,
    kube,
    restoreKube,
    judging,
    said,
    ask,
    start,
    stop,
    addNode,
    addAgent,
    config,
    begin,
    one,
  }
}

type Outside = { readonly clock: ReturnType<ReturnType<typeof createSchedule>['spawn']>['clock'] }

/** Reports its node once and renews its Lease until stopped. */
function kubelet(name: string, { kube, clock }: Outside & { kube: ReturnType<typeof smallKube> }) {
  const node = nodeId(name)
  let beating: Cancel = () => undefined
  const report = () => {
    const now = kube.call('GET', nodePath(node))
    const at = timestamp(clock.wall())
    const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: at }
    const path = `${nodePath(node)}/status`
    const body = { status: { conditions: [ready] } }
    kube.server.call('PATCH', path, body, { 'content-type': strategic })
    return now
  }
  const renew = () => {
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: 8,
      renewTime: microTimestamp(clock.wall() * 1_000),
    }
    const { status, body } = kube.server.call('GET', leasePath(node))
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-node-lease' },
    }
    if (status === 404) kube.call('POST', leasesPath, { ...lease, spec })
    else kube.call('PUT', leasePath(node), { ...(body as object), spec })
    beating = clock.after(1_200, renew)
  }
  const start = () => {
    report()
    renew()
  }
  start()
  return { start, stop: () => beating() }
}

const strategic = 'application/strategic-merge-patch+json'

/** Beats until stopped, says what it is told to say of its peers, and remembers what it was told. */
function agent(
  name: string,
  {
    wan,
    clock,
    cloudKey,
  }: Outside & {
    wan: ReturnType<ReturnType<typeof createMemoryBus>['connect']>
    cloudKey: Uint8Array
  },
) {
  const node = nodeId(name)
  const keys = keyring()
  const heard: Down[] = []
  let stopped = false
  let sent = 0
  const self = {
    incarnation: 1,
    kubelet: 'ok' as Beat['kubelet'],
    ballots: [] as Ballot[],
    assignment: 0,
    feeds: undefined as Beat['feeds'],
    keys,
    /** Signed beats of others that ride in its next one. */
    riders: [] as Uint8Array[],
    cut: false,
    told: undefined as ((down: Down) => void) | undefined,
  }
  wan.subscribe(subjectOf('down', cluster, { node }), ({ bytes }) => {
    if (self.cut) return
    const opened = openSigned(bytes, {
      context: 'down',
      keyOf: () => cloudKey,
      verify: keys.verify,
    })
    if (isFault(opened)) throw opened
    const down = decodeDown(opened.payload)
    if (isFault(down)) throw down
    heard.push(down)
    self.told?.(down)
    if (down.kind === 'applied' || down.kind === 'want') uplink?.hear(down)
    if (down.kind === 'assignment') self.assignment = assignmentDigest(down.assignment)
    if (down.kind === 'rebirth') self.incarnation = down.above + 1
  })
  let uplink: Uplink | undefined
  let journal: Journal | undefined
  const up = subjectOf('up', cluster, { shard: '0', node })
  openJournal(
    { producer: producerId(`node/${name}`), hash: keys.hash, clock, ...createMemoryDisk(clock) },
    (opened) => {
      if (isFault(opened)) throw opened
      journal = opened.journal
      uplink = new Uplink({
        journal,
        keyring: { sign: (bytes) => self.keys.sign(bytes) },
        clock,
        random: random(name),
        send: (bytes) => void (self.cut || wan.publish(up, bytes)),
        told: () => undefined,
      })
      uplink.linked()
      beat()
    },
  )
  const nextBeat = (): Beat => {
    sent += 1
    return {
      node,
      site: undefined,
      incarnation: incarnation(self.incarnation),
      round: round(1 + Math.floor(clock.mono() / paces.fast.roundMs)),
      kubelet: self.kubelet,
      birth: sent === 1,
      introduction: {
        lan: `${name}:1883`,
        kubelet: `${name}:10250`,
        version: '0.1.0',
        signKey: self.keys.publicKeys.sign,
        sealKey: self.keys.publicKeys.seal,
      },
      assignment: self.assignment,
      stateEpoch: journal?.position('state').epoch ?? 0,
      stateLast: journal?.position('state').last ?? 0,
      ballots: self.ballots.map((ballot) => ({
        ...ballot,
        round: round(1 + Math.floor(clock.mono() / paces.fast.roundMs)),
      })),
      ask: sent,
      ...(self.feeds === undefined ? {} : { feeds: self.feeds }),
    }
  }
  const beat = () => {
    if (stopped) return
    if (self.cut) return void clock.after(paces.fast.beatMs, beat)
    const bytes = encodeBeat(nextBeat(), self.riders.splice(0))
    wan.publish(subjectOf('beat', cluster, { shard: '0', node }), bytes)
    clock.after(paces.fast.beatMs, beat)
  }
  return {
    self,
    heard,
    journal: () => journal,
    linked: () => uplink?.linked(),
    /** Its next beat, for a peer to relay. */
    signedBeat: (change: Partial<Beat> = {}, signer = `node/${name}`) =>
      sealSigned(
        { context: 'beat', signer },
        encodeBeat({ ...nextBeat(), ...change }),
        self.keys.sign,
      ),
    /** Keeps a fact in its journal, from where it travels up. */
    keep: (fact: Fact) => {
      const draft = factToDraft(fact, { wallMs: clock.wall(), counter: 0 })
      journal?.append([draft], (outcome) => {
        if (isFault(outcome)) throw outcome
      })
    },
    /** Says from now on what it thinks of a peer. */
    say: (peer: string, opinion: Ballot['opinion'], of = 1) => {
      const since = round(1 + Math.floor(clock.mono() / paces.fast.roundMs))
      const subject = nodeId(peer)
      const others = self.ballots.filter((ballot) => ballot.subject !== subject)
      const ballot = { observer: node, subject, incarnation: incarnation(of), since, round: since }
      self.ballots = [...others, { ...ballot, opinion }]
    },
    stop: () => {
      stopped = true
    },
    start: () => {
      stopped = false
      beat()
    },
  }
}
