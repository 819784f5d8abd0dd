// A world of sites on virtual time: one cloud, one Kubernetes, and links that can be cut.
import { paces, type HealthConfig } from '../../../src/health/config.ts'
import type { HealthFact } from '../../../src/health/facts.ts'
import { assignObservers } from '../../../src/health/observers.ts'
import { nodeId, siteId, type NodeId } from '../../../src/kernel/ids.ts'
import { random, type Random } from '../../../src/kernel/random.ts'
import { Cloud } from './cloud.ts'
import { Edge } from './edge.ts'
import { Kube } from './kube.ts'
import { Queue } from './queue.ts'

/** Which way a link is cut: `up` is edge → cloud. */
export type Direction = 'up' | 'down' | 'both'

/** How a world begins. */
export interface WorldOptions {
  readonly sites: Readonly<Record<string, number>>
  readonly seed?: number
  readonly config?: HealthConfig
  /** Names of nodes without an agent. */
  readonly agentless?: readonly string[]
}

/** What happened, for transcripts and checks. */
export interface Told {
  readonly at: number
  readonly who: string
  readonly fact?: HealthFact
  readonly text?: string
}

/** Sites, nodes and what lies between them. */
export class World {
  readonly queue = new Queue()
  readonly config: HealthConfig
  readonly cloud: Cloud
  readonly kube: Kube
  readonly edges = new Map<NodeId, Edge>()
  readonly told: Told[] = []
  readonly #random: Random
  readonly #cut = new Map<NodeId, Set<'up' | 'down'>>()
  readonly #lanCut = new Set<NodeId>()
  readonly #relays = new Set<NodeId>()

  constructor({ sites, seed = 1, config = paces.fast, agentless = [] }: WorldOptions) {
    const { queue, told } = this
    this.config = config
    this.#random = random(seed)
    this.cloud = new Cloud({
      queue,
      config,
      kube: () => this.kube,
      rebirth: (node, above) => this.#hears(node) && this.edges.get(node)?.rebirth(above),
      told: (fact) => told.push({ at: queue.now, who: 'cloud', fact }),
    })
    this.kube = new Kube(
      queue,
      { graceMs: config.leaseGraceMs, tolerationMs: 10_000 },
      {
        node: (node) => this.cloud.nodeSeen(node),
        lease: (node, own) => this.cloud.leaseSeen(node, own),
        told: (text) => told.push({ at: queue.now, who: 'kubernetes', text }),
      },
    )
    for (const [site, count] of Object.entries(sites)) this.#addSite(site, count, agentless)
  }

  run(ms: number): void {
    this.queue.runUntil(this.queue.now + ms)
  }

  edge(name: string): Edge {
    const edge = this.edges.get(nodeId(name))
    if (edge === undefined) throw new Error(`no node ${name}`)
    return edge
  }

  /** Nodes of a site, or the one node of that name. */
  named(name: string): readonly NodeId[] {
    const all = [...this.edges.values()]
    return all.filter(({ node, site }) => node === name || site === name).map(({ node }) => node)
  }

  cut(name: string, direction: Direction = 'both'): void {
    for (const node of this.named(name)) {
      const cut = this.#cut.get(node) ?? new Set()
      if (direction !== 'down') cut.add('up')
      if (direction !== 'up') cut.add('down')
      this.#cut.set(node, cut)
    }
  }

  cutLan(name: string): void {
    for (const node of this.named(name)) this.#lanCut.add(node)
  }

  heal(name: string): void {
    for (const node of this.named(name)) {
      this.#cut.delete(node)
      this.#lanCut.delete(node)
      this.#relays.delete(node)
    }
  }

  /** Lets peers carry this node's beats while its own path is cut. */
  relay(name: string): void {
    for (const node of this.named(name)) this.#relays.add(node)
  }

  /** Whether the cloud and a node hear each other. */
  isLinked(name: string): boolean {
    return this.#linked(nodeId(name))
  }

  /** Whether two nodes hear each other on the LAN. */
  isOnLan(one: string, other: string): boolean {
    return this.#lan(nodeId(one), nodeId(other))
  }

  verdict(name: string): string {
    return this.cloud.nodes.state(name).hard.verdict
  }

  #addSite(site: string, count: number, agentless: readonly string[]): void {
    const names = Array.from({ length: count }, (_, i) => nodeId(`${site}-${i + 1}`))
    const agents = names.filter((name) => !agentless.includes(name))
    const observers = assignObservers(agents, this.config.observersMax)
    for (const name of names) {
      this.kube.add(name, siteId(site))
      this.#renews(name, agents.includes(name))
    }
    for (const name of agents) this.#addEdge(name, site)
    for (const name of agents) this.edges.get(name)?.assign(observers)
  }

  #renews(node: NodeId, hasAgent: boolean): void {
    const period = this.config.leaseGraceMs / 6
    this.queue.every(
      period,
      () => {
        const up = !hasAgent || (this.edges.get(node)?.kubelet === true && this.#linked(node))
        if (up) this.kube.renew(node, false)
      },
      this.#random.next() * period,
    )
  }

  #addEdge(node: NodeId, site: string): void {
    const { queue, config, told } = this
    const edge = new Edge({
      queue,
      config,
      node,
      site: siteId(site),
      linked: () => this.#linked(node),
      gateway: () => !this.#lanCut.has(node),
      probe: (to) => this.#lan(node, to) && this.edges.get(to)?.kubelet === true,
      told: (fact) => told.push({ at: queue.now, who: node, fact }),
    })
    this.edges.set(node, edge)
    const phase = () => this.#random.next()
    queue.every(config.beatMs, () => this.#beats(edge), phase() * config.beatMs)
    queue.every(config.roundMs, () => this.#reports(edge), phase() * config.roundMs)
    queue.every(config.roundMs, () => edge.look(), phase() * config.roundMs)
  }

  #beats(edge: Edge): void {
    if (!edge.edge) return
    const { node } = edge
    const beat = edge.beat()
    const delay = 1 + this.#random.below(20)
    if (!this.#isCut(node, 'up')) this.queue.after(delay, () => this.cloud.beat(beat, 'direct'))
    else if (this.#relays.has(node) && this.#relayOf(edge) !== undefined)
      this.queue.after(delay, () => this.cloud.beat(beat, 'relayed'))
  }

  #relayOf(edge: Edge): Edge | undefined {
    const peers = [...this.edges.values()].filter((one) => one.site === edge.site)
    return peers.find(
      (one) => one.edge && this.#lan(edge.node, one.node) && !this.#isCut(one.node, 'up'),
    )
  }

  #reports(edge: Edge): void {
    if (!edge.edge) return
    const report = edge.report()
    for (const peer of this.edges.values()) {
      if (peer === edge || peer.site !== edge.site || !this.#lan(edge.node, peer.node)) continue
      this.queue.after(1 + this.#random.below(5), () => peer.hear(report))
    }
  }

  #isCut(node: NodeId, direction: 'up' | 'down'): boolean {
    return this.#cut.get(node)?.has(direction) === true
  }

  #linked(node: NodeId): boolean {
    return !this.#isCut(node, 'up') && !this.#isCut(node, 'down')
  }

  /** Whether what the cloud says reaches the node. */
  #hears(node: NodeId): boolean {
    return !this.#isCut(node, 'down') && this.edges.get(node)?.edge === true
  }

  #lan(a: NodeId, b: NodeId): boolean {
    return !this.#lanCut.has(a) && !this.#lanCut.has(b)
  }
}
