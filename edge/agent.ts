// The running agent of one node: its parts, joined.
import type { Part } from '../bus/lifecycle.ts'
import type { Link } from '../bus/transport.ts'
import type { Uplink } from '../bus/up/uplink.ts'
import type { Down } from '../schemas/down.ts'
import type { AgentFact } from '../src/health/facts.ts'
import type { Assignment } from '../src/health/words.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { HostBase } from './agent-host.ts'
import { LocalApi } from './api/local-api.ts'
import type { LocalApiPorts } from './api/ports.ts'
import { BeatAgent, shardFor } from './beat-agent.ts'
import type { Door } from '../bus/door.ts'
import { routeDown } from './down-route.ts'
import type { Fence } from './fence/fence.ts'
import { behindFence, openFence } from './fence/open-fence.ts'
import { downlinkPart } from './downlink-part.ts'
import { kubeletPart } from './kubelet-check.ts'
import { Mirror } from './mirror/mirror.ts'
import type { DnsPart } from './dns/part.ts'
import type { Ipam } from './ipam/part.ts'
import type { PodApi } from './pod-api/part.ts'
import type { Guard } from './guard/guard.ts'
import { ownGuardOf } from './own-guard.ts'
import { ownWritesOf, type OwnWrites } from './own-writes.ts'
import { addressesOf, namesOf, podApiOf } from './node-services.ts'
import { PeerObserver } from './peer-observer.ts'
import { replayPart } from './replay.ts'
import { Paths } from './paths.ts'
import { createReporter, type Reporter } from './reporter.ts'
import { runningPart } from './running-part.ts'
import { Self } from './self.ts'
import { createShipping } from './shipping.ts'
import { createSitePods } from './site-pods/site-pods.ts'
import type { SitePods } from './site-pods/site-pods.ts'
import { statusOf } from './status.ts'
import type { EdgeStatus } from './status.ts'

/** What an agent stands on once its journal is open. */
export interface AgentBase extends HostBase {
  readonly door: Door
}

/** One run of a node's agent. */
export class Agent {
  readonly #base: AgentBase
  readonly #self: Self
  readonly #beat: BeatAgent
  readonly #observer: PeerObserver
  readonly #paths: Paths
  readonly #reporter: Reporter
  readonly #uplink: Uplink
  readonly #mirror: Mirror
  readonly #fence: Fence
  readonly #writes: OwnWrites | undefined
  readonly #pods: SitePods
  readonly #guard: Guard | undefined
  readonly #api: LocalApi | undefined
  readonly #podApi: PodApi | undefined
  readonly #addresses: Ipam | undefined
  readonly #names: DnsPart | undefined
  /** The shard whose owner was asked last. */
  #shard: number | undefined

  constructor(base: AgentBase) {
    const { ports, config, door } = base
    this.#base = base
    this.#reporter = createReporter(ports, config)
    this.#self = new Self(base, this.#reporter, (fact) => this.#heard(fact))
    const self = this.#self
    const linked = (): boolean => self.linked()
    this.#observer = new PeerObserver({
      ...base,
      door,
      linked,
      answeredAt: () => self.state.soft.answeredAt,
      report: (ballots) => {
        self.report(this.#beat.round(), ballots)
        this.#pods.round()
      },
      pods: (node, bytes) => this.#pods.hear(node, bytes),
      carried: (node, bytes) => this.#paths.relay.hear(node, bytes),
    })
    this.#paths = this.#openPaths(linked)
    this.#uplink = createShipping({
      ...base,
      send: this.#paths.send,
      applied: () => this.#paths.progressed(),
      ended: (fault) => this.#ended(fault),
    })
    this.#mirror = new Mirror({ ...base, send: this.#paths.send, pinned: () => self.pinned() })
    this.#writes = ports.api && ownWritesOf(base, this.#mirror.showing.projection)
    const { projection } = this.#mirror.showing
    this.#fence = openFence(base, this.#mirror, this.#observer)
    this.#pods = this.#openPods()
    this.#guard = ownGuardOf({ base, door, projection, send: this.#paths.send })
    this.#api = this.#openApi()
    this.#podApi = podApiOf(base, this.#mirror, this.#api)
    this.#addresses = addressesOf(base)
    this.#names = namesOf(base, this.#mirror, () => self.state.hard.link === 'alone')
    this.#beat = this.#openBeat()
  }

  #openBeat(): BeatAgent {
    const { ports, config, journal } = this.#base
    const self = this.#self
    const { clock, transport } = ports
    return new BeatAgent({
      ...{ clock, transport, config, random: ports.random.fork('beat') },
      agent: () => self.state,
      introduction: () => self.introduction(),
      position: () => journal.position('state'),
      ballots: () => this.#observer.ballots(),
      feeds: () => this.#mirror.places(),
      feedsEqual: (bits) => this.#mirror.equal(bits),
      relayed: () => this.#paths.relay.beats(),
      beaten: () => this.#paths.beat(),
      answered: (agoMs, relay) => {
        if (relay !== undefined) this.#paths.helped(relay)
        self.post({ kind: 'answered', agoMs, relay })
        this.#fence.answered(agoMs, relay === undefined)
      },
    })
  }

  #openPaths(linked: () => boolean): Paths {
    return new Paths({
      ...this.#base,
      linked,
      shard: () => shardFor(this.#self.state, this.#base.config.shards),
      site: () => this.#self.site(),
      sayAt: (node, subject, bytes) => this.#observer.say(node, subject, bytes),
      began: () => this.#beat.beat(),
      relays: () => this.#observer.relays(),
      waiting: () => this.#uplink.lag > 0,
      beatThrough: (relay) => this.#beat.beatThrough(relay),
      say: this.#reporter.say,
    })
  }

  #openPods(): SitePods {
    const [self, observer, reporter] = [this.#self, this.#observer, this.#reporter]
    const { projection } = this.#mirror.showing
    const queue = () => this.#writes?.writes.queue()
    return createSitePods({ ...this.#base, self, observer, reporter, projection, queue })
  }

  #openApi(): LocalApi | undefined {
    const { ports, config } = this.#base
    const guard = this.#guard
    if (ports.api === undefined || config.api === undefined || guard === undefined) return undefined
    const giveToken: LocalApiPorts['giveToken'] = (of, body, done) =>
      guard.giveToken(of, body, done)
    const api = { ...ports.api, guard, giveToken, writes: this.#writes?.api }
    const mirror = behindFence(this.#mirror, this.#fence)
    return new LocalApi({ ports, api, config: config.api, node: config.node, mirror })
  }

  /** The parts in the order of their start. */
  parts(): readonly Part[] {
    const { ports, config } = this.#base
    return [
      replayPart(this.#base, {
        agent: this.#self.host,
        peers: this.#observer,
        fence: this.#fence,
        addresses: this.#addresses,
        writes: this.#writes?.writes,
      }),
      ...of(this.#addresses?.part),
      this.#reporter.part,
      downlinkPart({
        ...this.#base,
        reporter: this.#reporter,
        pinned: () => this.#base.config.cloudKey ?? this.#self.pinned(),
        told: (down, isDirect) => this.#told(down, isDirect),
        brought: (fact) => (this.#self.linked() ? undefined : this.#mirror.bring(fact)),
      }),
      this.#uplinkPart(),
      this.#selfPart(),
      kubeletPart({
        ...ports,
        config: config.kubeletCheck,
        checked: (kubelet) => this.#self.post({ kind: 'kubelet', kubelet }),
      }),
      this.#observer.part(),
      this.#mirror.part(),
      this.#fence.part(),
      ...of(this.#writes?.writes.part()),
      this.#pods.part,
      ...of(this.#guard?.part()),
      ...of(this.#api?.part()),
      ...of(this.#podApi?.part()),
      ...of(this.#names),
    ]
  }

  /** What the agent says of itself. */
  status(): EdgeStatus {
    const { config, journal, door } = this.#base
    return statusOf({
      node: config.node,
      self: this.#self.state,
      observer: this.#observer,
      state: journal.position('state'),
      kept: this.#writes?.writes.numbers(),
      lag: this.#uplink.lag,
      mirror: this.#mirror.status(),
      fenced: this.#fence.isUp(),
      refused: door.refused(),
    })
  }

  /** The objects of its mirror as they are stored. */
  objects(done: Parameters<Mirror['objects']>[0]): void {
    this.#mirror.objects(done)
  }

  #told(down: Down, isDirect: boolean): void {
    const [self, beat, uplink, mirror] = [this.#self, this.#beat, this.#uplink, this.#mirror]
    const ears = { self, beat, uplink, mirror, guard: this.#guard, writes: this.#writes?.writes }
    routeDown(ears, down, isDirect)
  }

  #uplinkPart(): Part {
    return runningPart('uplink', this.#base.ports.clock, () => () => {
      this.#uplink.stop()
      this.#paths.stop()
    })
  }

  /** A new incarnation begins before anything is said; then the transport is watched. */
  #selfPart(): Part {
    const { ports, config } = this.#base
    const begun = runningPart('agent', ports.clock, () => {
      const { assignment } = this.#self.state.hard
      if (assignment !== undefined) this.#assign(assignment)
      const unwatch = ports.transport.watch((link) => this.#watched(link))
      return () => {
        unwatch()
        this.#beat.stop()
        this.#self.host.stop()
      }
    })
    return {
      ...begun,
      start: (done) =>
        this.#self.host.post(config.node, { kind: 'started' }, (outcome) =>
          isFault(outcome) ? done(outcome) : begun.start(done),
        ),
    }
  }

  #heard(fact: AgentFact): void {
    const { tap } = this.#base.ports
    if (fact.kind === 'incarnation-began') this.#beat.begin(fact.incarnation)
    if (fact.kind === 'assignment-learned') this.#assign(fact.assignment)
    if (fact.kind === 'link-changed') {
      tap('info', 'link changed', { link: fact.link, path: fact.path })
      this.#guard?.linked(fact.link)
      if (fact.link === 'alone') this.#api?.suspect()
      else this.#mirror.linked()
      if (fact.link === 'linked') this.#writes?.writes.linked()
    }
    if (fact.kind === 'kubelet-changed') tap('info', 'kubelet changed', { kubelet: fact.kubelet })
    if (this.#self.state.hard.link !== 'alone' && this.#opensUplink(fact)) this.#uplink.linked()
  }

  #assign(assignment: Assignment): void {
    this.#observer.assign(assignment)
    this.#mirror.assign(assignment)
    this.#pods.assign(assignment)
  }

  /** The owner is asked where it stands when there is a path, or another one, and when it is another's shard. */
  #opensUplink(fact: AgentFact): boolean {
    const known = this.#shard
    this.#shard = this.#self.state.hard.assignment?.shard
    return fact.kind === 'link-changed' || this.#shard !== known
  }

  /** Another agent runs under this name: this one says nothing more. */
  #ended(fault: Fault): void {
    this.#beat.stop()
    this.#mirror.fallSilent()
    this.#base.ports.failed(fault)
  }

  /** The cloud hears of a node as soon as the way is open, not only at its next beat. */
  #watched(link: Link): void {
    this.#self.post({ kind: 'transport', up: link === 'up' })
    if (link !== 'up') return
    this.#beat.beat()
    this.#beat.hurry()
  }
}

/** A part that not every node has. */
const of = (part: Part | undefined): readonly Part[] => (part === undefined ? [] : [part])
