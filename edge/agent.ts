// The running agent of one node: its parts, joined.
import type { Part } from '../bus/lifecycle.ts'
import type { Link } from '../bus/transport.ts'
import type { Uplink } from '../bus/up/uplink.ts'
import type { Down } from '../schemas/down.ts'
import { encodeReport } from '../schemas/report.ts'
import { peerTopics, subjectOf } from '../schemas/subjects.ts'
import type { AgentFact } from '../src/health/facts.ts'
import { isLinked, type AgentInput, type AgentState } from '../src/health/agent.ts'
import type { Assignment, Introduction, Report } from '../src/health/words.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import { fromHex, toHex } from '../src/kernel/hex.ts'
import { incarnation } from '../src/kernel/ids.ts'
import { createAgentHost, type AgentHost, type HostBase } from './agent-host.ts'
import { BeatAgent, shardFor } from './beat-agent.ts'
import type { Door } from '../bus/door.ts'
import { downlinkPart } from './downlink-part.ts'
import { checkKubelet } from './kubelet-check.ts'
import { Mirror } from './mirror/mirror.ts'
import { PeerObserver } from './peer-observer.ts'
import { replayPart } from './replay.ts'
import { Paths } from './paths.ts'
import { createReporter, type Reporter } from './reporter.ts'
import { runningPart } from './running-part.ts'
import { createShipping } from './shipping.ts'
import type { EdgeStatus } from './status.ts'

/** What an agent stands on once its journal is open. */
export interface AgentBase extends HostBase {
  readonly door: Door
}

/** One run of a node's agent. */
export class Agent {
  readonly #base: AgentBase
  readonly #host: AgentHost
  readonly #beat: BeatAgent
  readonly #observer: PeerObserver
  readonly #paths: Paths
  readonly #reporter: Reporter
  readonly #uplink: Uplink
  readonly #mirror: Mirror
  /** The shard whose owner was asked last. */
  #shard: number | undefined

  constructor(base: AgentBase) {
    const { ports, config, journal, door } = base
    this.#base = base
    this.#host = createAgentHost(base, (fact) => this.#heard(fact))
    this.#reporter = createReporter(ports, config)
    this.#observer = new PeerObserver({
      ...base,
      door,
      linked: () => this.#linked(),
      report: (ballots) => this.#report(ballots),
      carried: (node, bytes) => this.#paths.relay.hear(node, bytes),
    })
    this.#paths = new Paths({
      ...base,
      linked: () => this.#linked(),
      shard: () => shardFor(this.#state(), config.shards),
      site: () => this.#site(),
      sayAt: (node, subject, bytes) => this.#observer.say(node, subject, bytes),
      began: () => this.#beat.beat(),
      relays: () => this.#observer.relays(),
      waiting: () => this.#uplink.lag > 0,
      beatThrough: (relay) => this.#beat.beatThrough(relay),
      say: this.#reporter.say,
    })
    this.#uplink = createShipping({
      ...base,
      send: this.#paths.send,
      applied: () => this.#paths.progressed(),
      ended: (fault) => this.#ended(fault),
    })
    this.#mirror = new Mirror({
      ...base,
      send: this.#paths.send,
      pinned: () => fromHex(this.#state().hard.cloudKey ?? 'none'),
    })
    this.#beat = new BeatAgent({
      clock: ports.clock,
      random: ports.random.fork('beat'),
      transport: ports.transport,
      config,
      agent: () => this.#state(),
      introduction: () => this.#introduction(),
      position: () => journal.position('state'),
      ballots: () => this.#observer.ballots(),
      feeds: () => this.#mirror.places(),
      relayed: () => this.#paths.relay.beats(),
      beaten: () => this.#paths.beat(),
      answered: (agoMs, relay) => {
        if (relay !== undefined) this.#paths.helped(relay)
        this.#post({ kind: 'answered', agoMs, relay })
      },
    })
  }

  /** The parts in the order of their start. */
  parts(): readonly Part[] {
    return [
      replayPart(this.#base, this.#host, this.#observer),
      this.#reporter.part,
      downlinkPart({
        ...this.#base,
        reporter: this.#reporter,
        pinned: () => this.#base.config.cloudKey ?? fromHex(this.#state().hard.cloudKey ?? 'none'),
        told: (down, isDirect) => this.#told(down, isDirect),
        brought: (fact) => (this.#linked() ? undefined : this.#mirror.bring(fact)),
      }),
      this.#uplinkPart(),
      this.#selfPart(),
      this.#kubeletPart(),
      this.#observerPart(),
      this.#mirror.part(),
    ]
  }

  /** What the agent says of itself. */
  status(): EdgeStatus {
    const { config, journal, door } = this.#base
    const { hard, soft } = this.#state()
    return {
      node: config.node,
      site: hard.assignment?.site,
      incarnation: hard.incarnation,
      link: hard.link,
      path: hard.path,
      kubelet: soft.kubelet,
      peers: this.#observer.peers(),
      ballots: this.#observer.ballots(),
      state: journal.position('state'),
      lag: this.#uplink.lag,
      mirror: this.#mirror.status(),
      refused: door.refused(),
    }
  }

  /** The objects of its mirror as they are stored. */
  objects(done: Parameters<Mirror['objects']>[0]): void {
    this.#mirror.objects(done)
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
      const { assignment } = this.#state().hard
      if (assignment !== undefined) this.#assign(assignment)
      const unwatch = ports.transport.watch((link) => this.#watched(link))
      return () => {
        unwatch()
        this.#beat.stop()
        this.#host.stop()
      }
    })
    return {
      ...begun,
      start: (done) =>
        this.#host.post(config.node, { kind: 'started' }, (outcome) =>
          isFault(outcome) ? done(outcome) : begun.start(done),
        ),
    }
  }

  #kubeletPart(): Part {
    const { ports, config } = this.#base
    return runningPart('kubelet check', ports.clock, () =>
      checkKubelet({
        clock: ports.clock,
        kubelet: ports.kubelet,
        config: config.kubeletCheck,
        checked: (kubelet) => this.#post({ kind: 'kubelet', kubelet }),
      }),
    )
  }

  #observerPart(): Part {
    const begun = runningPart('observer', this.#base.ports.clock, () => {
      this.#observer.begin()
      return () => {}
    })
    return { ...begun, stop: (done) => this.#observer.stop(done) }
  }

  /** What the cloud said, directly or through a peer. */
  #told(down: Down, isDirect: boolean): void {
    // Whoever is on the LAN can bring what the cloud said once; a node with a link has no need of it.
    if (!isDirect && this.#linked()) return
    switch (down.kind) {
      case 'echo':
        return this.#beat.echoed(down.incarnation, down.ask, isDirect)
      case 'rebirth':
        return this.#post({ kind: 'rebirth', above: down.above })
      case 'assignment': {
        const { assignment, cloudKey } = down
        return this.#post({ kind: 'assigned', assignment, cloudKey: toHex(cloudKey) })
      }
      case 'applied':
      case 'want':
        return this.#uplink.hear(down)
      case 'sync-answered':
      case 'feed-head':
      case 'part':
        return this.#mirror.hear(down)
    }
  }

  #heard(fact: AgentFact): void {
    const { tap } = this.#base.ports
    if (fact.kind === 'incarnation-began') this.#beat.begin(fact.incarnation)
    if (fact.kind === 'assignment-learned') this.#assign(fact.assignment)
    if (fact.kind === 'link-changed') {
      tap('info', 'link changed', { link: fact.link, path: fact.path })
      if (fact.link !== 'alone') this.#mirror.linked()
    }
    if (fact.kind === 'kubelet-changed') tap('info', 'kubelet changed', { kubelet: fact.kubelet })
    if (this.#state().hard.link !== 'alone' && this.#opensUplink(fact)) this.#uplink.linked()
  }

  #assign(assignment: Assignment): void {
    this.#observer.assign(assignment)
    this.#mirror.assign(assignment)
  }

  /** The owner is asked where it stands when there is a path, or another one, and when it is another's shard. */
  #opensUplink(fact: AgentFact): boolean {
    const known = this.#shard
    this.#shard = this.#state().hard.assignment?.shard
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
    this.#post({ kind: 'transport', up: link === 'up' })
    if (link !== 'up') return
    this.#beat.beat()
    this.#beat.hurry()
  }

  #report(ballots: Report['ballots']): void {
    const { config } = this.#base
    const { hard, soft } = this.#state()
    const tokens = { site: this.#site(), node: config.node, topic: peerTopics.report }
    const report: Report = {
      node: config.node,
      incarnation: incarnation(hard.incarnation),
      round: this.#beat.round(),
      kubelet: soft.kubelet,
      linked: this.#linked(),
      ballots,
    }
    this.#reporter.say(subjectOf('peer', config.cluster, tokens), encodeReport(report))
  }

  /** Until it is assigned, a node is a site of its own. */
  #site(): string {
    const { assignment, node } = this.#state().hard
    return assignment?.site ?? node
  }

  #introduction(): Introduction {
    const { ports, config } = this.#base
    const { sign, seal } = ports.keyring.publicKeys
    return {
      lan: this.#reporter.advertised(),
      kubelet: config.kubeletAddress,
      version: config.version,
      signKey: sign,
      sealKey: seal,
    }
  }

  #linked(): boolean {
    const { ports, config } = this.#base
    return isLinked(this.#state().soft, ports.clock.mono(), config.health.silenceMs)
  }

  #state(): AgentState {
    return this.#host.state(this.#base.config.node)
  }

  #post(input: AgentInput): void {
    this.#host.post(this.#base.config.node, input)
  }
}
