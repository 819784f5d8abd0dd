// One node of the world: its agent with the real processes of its peers, and its kubelet.
import { BeatBallots } from '../../../edge/beat-ballots.ts'
import { isReached } from '../../../src/health/ballot.ts'
import type { HealthConfig } from '../../../src/health/config.ts'
import type { HealthFact } from '../../../src/health/facts.ts'
import { ownBallot, peerHealth } from '../../../src/health/peer-health.ts'
import { isObserver } from '../../../src/health/peer-state.ts'
import { routeAtEdge } from '../../../src/health/route.ts'
import type { Ballot, Beat, KubeletHealth, Report } from '../../../src/health/words.ts'
import { incarnation, nodeId, round, type NodeId, type SiteId } from '../../../src/kernel/ids.ts'
import { monoMs } from '../../../src/kernel/time.ts'
import type { Observers } from '../../../src/health/observers.ts'
import { introduction } from '../arbitraries.ts'
import { Cells } from './cells.ts'
import type { Queue } from './queue.ts'

/** What a node can reach in this world. */
export interface EdgeParts {
  readonly queue: Queue
  readonly config: HealthConfig
  readonly node: NodeId
  readonly site: SiteId
  /** Whether the cloud and it hear each other. */
  readonly linked: () => boolean
  /** Whether anything on its LAN may be reached at all. */
  readonly gateway: () => boolean
  readonly probe: (to: NodeId) => boolean
  readonly told: (fact: HealthFact) => void
}

/** The agent, which can be killed and started, and the kubelet beside it. */
export class Edge {
  readonly node: NodeId
  readonly site: SiteId
  readonly peers
  edge = true
  kubelet = true
  incarnation = 1
  #kubeletSince = 0
  #bornAt: number
  #missedTimers = false
  readonly #beatBallots: BeatBallots
  #observers: Observers = new Map()
  readonly #parts: EdgeParts
  readonly #probing = new Set<string>()

  constructor(parts: EdgeParts) {
    this.#parts = parts
    this.node = parts.node
    this.site = parts.site
    this.#bornAt = parts.queue.now
    this.#beatBallots = new BeatBallots(parts.config.reportPeriods)
    this.peers = new Cells(peerHealth, parts.queue, parts.config, { kind: 'tick' })
    this.peers.heard = (_, fact) => this.#heard(fact)
    this.peers.wanted = (key, actions) => {
      if (actions.length > 0) this.#probe(nodeId(key))
    }
  }

  /** It keeps its assignment over restarts. */
  assign(observers: Observers): void {
    this.#observers = observers
    for (const [peer, own] of observers) {
      if (peer === this.node) continue
      this.peers.post(peer, { kind: 'assigned', self: this.node, observers: own })
    }
  }

  beat(): Beat {
    return {
      node: this.node,
      site: this.site,
      incarnation: incarnation(this.incarnation),
      round: this.#round(),
      kubelet: this.kubeletHealth(),
      birth: false,
      introduction,
      assignment: 0,
      stateEpoch: 1,
      stateLast: 0,
      ballots: this.#beatBallots.next(this.#ballots()),
      ask: 0,
    }
  }

  report(): Report {
    const { node } = this
    const linked = this.#parts.linked()
    const kubelet = this.kubeletHealth()
    const known = this.#known()
    return {
      node,
      incarnation: incarnation(this.incarnation),
      round: this.#round(),
      kubelet,
      linked,
      ballots: known,
    }
  }

  hear(report: Report): void {
    if (this.edge) this.peers.post(report.node, { kind: 'report', report })
  }

  /** Once a round: how this observer is. */
  look(): void {
    if (!this.edge) return
    const self = this.#self()
    for (const key of this.peers.states.keys()) this.peers.post(key, { kind: 'self', self })
  }

  /** A new run of the agent. */
  start(): void {
    this.edge = true
    this.rebirth(this.incarnation)
    this.peers.restart()
    this.assign(this.#observers)
  }

  kill(): void {
    this.edge = false
    this.peers.stop()
  }

  rebirth(above: number): void {
    if (this.incarnation > above) return
    this.incarnation = above + 1
    this.#bornAt = this.#parts.queue.now
  }

  setKubelet(up: boolean): void {
    this.kubelet = up
    this.#kubeletSince = this.#parts.queue.now
  }

  /** Said to be dead after three questions in vain. */
  kubeletHealth(): KubeletHealth {
    if (this.kubelet) return 'ok'
    return this.#parts.queue.now - this.#kubeletSince > 1_500 ? 'dead' : 'ok'
  }

  set missedTimers(missed: boolean) {
    this.#missedTimers = missed
    this.look()
  }

  #round() {
    const { queue, config } = this.#parts
    return round(1 + Math.floor((queue.now - this.#bornAt) / config.roundMs))
  }

  #self() {
    const { queue, config, linked, gateway } = this.#parts
    const observed = [...this.peers.states.values()].filter(({ soft }) => isObserver(soft))
    const reached = observed.filter(({ soft }) => isReached(soft, monoMs(queue.now), config))
    return {
      missedTimers: this.#missedTimers,
      subjects: observed.length,
      subjectsReached: reached.length,
      outsideReached: linked() || gateway(),
      linked: linked(),
    }
  }

  #ballots(): readonly Ballot[] {
    return [...this.peers.states.values()].flatMap((state) => ownBallot(state) ?? [])
  }

  /** Everything fresh that it knows, its own first. */
  #known(): readonly Ballot[] {
    const { queue, config } = this.#parts
    const lifeMs = config.reportPeriods * config.roundMs
    const heard = [...this.peers.states.values()].flatMap(({ soft }) =>
      soft.ballots.filter((one) => queue.now - one.at < lifeMs).map((one) => one.ballot),
    )
    return [...this.#ballots(), ...heard.filter((ballot) => ballot.observer !== this.node)]
  }

  #heard(fact: HealthFact): void {
    this.#parts.told(fact)
    for (const { key, input } of routeAtEdge(fact))
      if (key !== this.node && this.peers.states.has(key)) this.peers.post(key, input)
  }

  #probe(peer: NodeId): void {
    if (this.#probing.has(peer)) return
    this.#probing.add(peer)
    const alive = this.#parts.probe(peer)
    this.#parts.queue.after(alive ? 5 : this.#parts.config.probeTimeoutMs, () => {
      this.#probing.delete(peer)
      if (this.edge) this.peers.post(peer, { kind: 'probed', alive })
    })
  }
}
