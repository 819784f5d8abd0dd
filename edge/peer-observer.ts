// A node as observer: it hears and probes its subjects, judges its own fitness, casts and passes on ballots.
import type { Cancel } from '../bus/clock.ts'
import type { Part } from '../bus/lifecycle.ts'
import { tellAgainMs } from '../src/health/counted-ballots.ts'
import type { PeerFact } from '../src/health/facts.ts'
import type { ObserverSelf } from '../src/health/inputs.ts'
import { routeAtEdge } from '../src/health/route.ts'
import type { Assignment, Ballot, Report, Tally } from '../src/health/words.ts'
import { nodeId, type Incarnation, type NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { Vouching } from './fence/vouching.ts'
import { BallotBox } from './ballot-box.ts'
import type { Door } from '../bus/door.ts'
import { openLanSessions, type LanSessions } from './lan-sessions.ts'
import { metronome } from './metronome.ts'
import { createPeerHost, type PeerHost } from './peer-host.ts'
import type { HostBase } from './agent-host.ts'
import { runningPart } from './running-part.ts'
import { mapSite, noSite, type SiteMap } from './site-map.ts'

/** How many ballots one report passes on at most. */
const passedMax = 256

/** What an observer stands on, besides what every host does. */
export interface ObserverParts extends HostBase {
  readonly door: Door
  readonly linked: () => boolean
  /** When the newest beat was sent that the cloud answered directly. */
  readonly answeredAt: () => MonoMs | undefined
  /** Says a report with these ballots on the own LAN broker. */
  readonly report: (ballots: readonly Ballot[]) => void
  /** What an observed peer says of pods. */
  readonly pods: (node: NodeId, bytes: Uint8Array) => void
  /** What an observed peer hands to this node for the cloud. */
  readonly carried: (node: NodeId, bytes: Uint8Array) => void
}

/** Observes the peers of the site that the node was assigned. */
export class PeerObserver {
  readonly #parts: ObserverParts
  readonly #host: PeerHost
  readonly #stopHost: () => void
  readonly #sessions: LanSessions
  readonly #box: BallotBox
  readonly #vouching = new Vouching()
  readonly #reachedAt = new Map<NodeId, MonoMs>()
  /** The last report of each peer, and when it came. */
  readonly #said = new Map<NodeId, { readonly report: Report; readonly at: MonoMs }>()
  #site: SiteMap = noSite
  #missed = false
  #reports = 0
  #stop: Cancel = () => {}

  constructor(parts: ObserverParts) {
    const { ports, config, door } = parts
    const { reportPeriods, roundMs } = config.health
    this.#parts = parts
    const againMs = tellAgainMs(config.health)
    this.#box = new BallotBox({ lifeMs: reportPeriods * roundMs, againMs, passedMax })
    const { host, stop } = createPeerHost(parts, {
      member: (node) => this.#site.peers.get(node),
      heard: (fact) => this.#heard(fact),
    })
    this.#host = host
    this.#stopHost = stop
    this.#sessions = openLanSessions({
      lan: ports.lan,
      from: config.lanFrom ?? config.lanListen.host,
      cluster: config.cluster,
      self: config.node,
      door,
      heard: (report) => this.#hear(report),
      pods: parts.pods,
      carried: parts.carried,
    })
  }

  /** A fact read back from the journal. */
  readonly replay: PeerHost['replay'] = (...fact) => this.#host.replay(...fact)

  /** Observes while it runs. */
  part(): Part {
    const begun = runningPart('observer', this.#parts.ports.clock, () => {
      this.begin()
      return () => {}
    })
    return { ...begun, stop: (done) => this.stop(done) }
  }

  /** Begins to observe, round after round. */
  begin(): void {
    const { ports, config } = this.#parts
    const { roundMs } = config.health
    this.#stop = metronome(ports.clock, roundMs, (_n, lateMs) => this.#round(lateMs))
  }

  /** Takes the site as assigned; who left it is observed no more. */
  assign(assignment: Assignment): void {
    const { config } = this.#parts
    const left = [...this.#site.peers.keys()]
    this.#site = mapSite(config.node, assignment, config.health.observersMax)
    this.#box.keep(new Set([config.node, ...this.#site.peers.keys()]))
    this.#sessions.set(this.#site.subjects)
    for (const node of left) if (!this.#site.peers.has(node)) this.#forget(node)
    for (const node of new Set([...left, ...this.#site.peers.keys()])) this.#tell(node)
  }

  /** This node's own fresh ballots. */
  ballots(): readonly Ballot[] {
    return this.#box.of(this.#parts.config.node, this.#now())
  }

  /** How many observe this node, and how long ago half of them had said that it lives. */
  vouched(): { readonly observers: number; readonly vouchedAgoMs: number | undefined } {
    const observers = this.#site.observers(this.#parts.config.node)
    const subjects = this.#site.subjects.map(({ node }) => node)
    const heardAt = (node: NodeId): MonoMs | undefined => this.#said.get(node)?.at
    const at = this.#vouching.at(observers, { subjects, heardAt })
    const vouchedAgoMs = at === undefined ? undefined : this.#now() - at
    return { observers: observers.length, vouchedAgoMs }
  }

  /** Every peer, whether it is observed by this node, and its tally. */
  peers(): readonly { readonly node: NodeId; readonly observed: boolean; readonly tally: Tally }[] {
    const observed = new Set(this.#site.subjects.map(({ node }) => node))
    return [...this.#site.peers.keys()].map((node) => ({
      node,
      observed: observed.has(node),
      tally: this.#tally(node),
    }))
  }

  /**
   * Who may relay for this node, the likelier first: of its observers, which hold a session to its broker, those that
   * say that they are linked; then those whose reports it does not hear.
   */
  relays(): readonly (readonly NodeId[])[] {
    const { subjects, observers } = this.#site
    const observed = new Set(subjects.map(({ node }) => node))
    const own = observers(this.#parts.config.node)
    return [own.filter((node) => this.#saysLinked(node)), own.filter((node) => !observed.has(node))]
  }

  /** The incarnation that a peer says it has; undefined where it was not heard lately. */
  incarnationOf(node: NodeId): Incarnation | undefined {
    return this.#freshReport(node)?.incarnation
  }

  /** Says something on the broker of an observed peer. */
  say(node: NodeId, subject: string, bytes: Uint8Array): void {
    this.#sessions.say(node, subject, bytes)
  }

  stop(done: () => void): void {
    this.#stop()
    this.#stopHost()
    this.#sessions.close(done)
  }

  #round(lateMs: number): void {
    const { ports, config } = this.#parts
    const late = lateMs > config.health.roundMs / 2
    const self = this.#self(late)
    this.#missed = late
    for (const node of this.#site.peers.keys()) this.#host.post(node, { kind: 'self', self })
    ports.clock.soon(() => this.#report())
  }

  /** The round in which a timer was missed counts as missed, and the one after it too. */
  #self(late: boolean): ObserverSelf {
    const { subjects } = this.#site
    const linked = this.#parts.linked()
    return {
      missedTimers: late || this.#missed,
      subjects: subjects.length,
      subjectsReached: subjects.filter(({ node }) => this.#reaches(node)).length,
      outsideReached: linked && this.#answeredSinceLost(),
      linked,
    }
  }

  /** Who has gone deaf believes to be linked for a while: the cloud counts only where it was heard a round after the lost. */
  #answeredSinceLost(): boolean {
    const { answeredAt, config } = this.#parts
    const lost = this.#site.subjects.filter(({ node }) => !this.#reaches(node))
    const lastSign = Math.max(0, ...lost.map(({ node }) => this.#reachedAt.get(node) ?? 0))
    return (answeredAt() ?? 0) >= lastSign + config.health.roundMs
  }

  /** One that was last heard two rounds ago counts as lost here a round before anybody may call it dead. */
  #reaches(node: NodeId): boolean {
    const { reportPeriods, roundMs } = this.#parts.config.health
    const at = this.#reachedAt.get(node)
    return at !== undefined && this.#now() - at < (reportPeriods - 1) * roundMs
  }

  #saysLinked(node: NodeId): boolean {
    return this.#freshReport(node)?.linked === true
  }

  #freshReport(node: NodeId): Report | undefined {
    const { reportPeriods, roundMs } = this.#parts.config.health
    const said = this.#said.get(node)
    return said !== undefined && this.#now() - said.at < reportPeriods * roundMs
      ? said.report
      : undefined
  }

  #observes(peer: NodeId): boolean {
    return this.#site.subjects.some(({ node }) => node === peer)
  }

  #forget(node: NodeId): void {
    this.#reachedAt.delete(node)
    this.#said.delete(node)
  }

  #report(): void {
    const { config } = this.#parts
    const isAlive = (node: NodeId): boolean => this.#tally(node) === 'alive'
    const all = this.#reports % config.health.reportPeriods === 0
    this.#reports += 1
    this.#parts.report(this.#box.passedOn(config.node, this.#now(), isAlive, all))
  }

  #hear(report: Report): void {
    this.#reachedAt.set(report.node, this.#now())
    this.#said.set(report.node, { report, at: this.#now() })
    this.#host.post(report.node, { kind: 'report', report })
  }

  /** Only what an assigned observer thinks of a peer counts; one's own ballots come back and are left out. */
  #hearBallot(ballot: Ballot, from: NodeId): void {
    const { config, door } = this.#parts
    const { subject, observer } = ballot
    if (subject === config.node && (observer === from || !this.#observes(observer)))
      this.#vouching.hear(ballot, this.#now())
    if (subject === config.node || observer === config.node) return
    if (!this.#site.observers(subject).includes(observer))
      return door.refuse('ballot of no assigned observer', { subject, observer, from })
    const taken = this.#box.take(ballot, from, this.#now())
    // Whoever is alive for all need not be told with every report that it is.
    if (taken === 'news' || (taken === 'again' && this.#tally(subject) !== 'alive'))
      this.#host.post(subject, { kind: 'ballot', ballot })
  }

  #heard(fact: PeerFact): void {
    const { node, kind } = fact
    for (const { input } of routeAtEdge(fact))
      if (input.kind === 'ballot') this.#hearBallot(input.ballot, node)
    if (kind === 'ballot-cast') this.#box.take(fact.ballot, this.#parts.config.node, this.#now())
    if (kind === 'probe-answered' && fact.alive) this.#reachedAt.set(node, this.#now())
  }

  #tell(node: NodeId): void {
    this.#host.post(node, {
      kind: 'assigned',
      self: this.#parts.config.node,
      observers: this.#site.observers(node),
    })
  }

  #tally(node: NodeId): Tally {
    return this.#host.state(nodeId(node)).hard.tally
  }

  #now(): MonoMs {
    return this.#parts.ports.clock.mono()
  }
}
