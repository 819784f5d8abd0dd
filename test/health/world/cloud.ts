// The cloud's half of the world: the real processes of nodes, sites and hearing, joined by the real table.
import type { HealthConfig } from '../../../src/health/config.ts'
import { hearing } from '../../../src/health/hearing.ts'
import type { HealthFact } from '../../../src/health/facts.ts'
import type { NodeAction } from '../../../src/health/inputs.ts'
import { nodeHealth } from '../../../src/health/node-health.ts'
import { routeInCloud } from '../../../src/health/route.ts'
import { siteHealth } from '../../../src/health/site-health.ts'
import type { Beat } from '../../../src/health/words.ts'
import type { NodeId } from '../../../src/kernel/ids.ts'
import { Cells } from './cells.ts'
import type { Kube, KubeNode } from './kube.ts'
import type { Queue } from './queue.ts'

/** What the cloud stands on in this world. */
export interface CloudParts {
  readonly queue: Queue
  readonly config: HealthConfig
  readonly kube: () => Kube
  readonly rebirth: (node: NodeId, above: number) => void
  readonly told: (fact: HealthFact) => void
}

/** The cloud: it may be stopped, started, and lose its bus. */
export class Cloud {
  readonly nodes
  readonly sites
  readonly hearing
  up = true
  bus = true
  readonly #parts: CloudParts
  readonly #inFlight = new Set<string>()

  constructor(parts: CloudParts) {
    const { queue, config } = parts
    this.#parts = parts
    this.nodes = new Cells(nodeHealth, queue, config, { kind: 'tick' })
    this.sites = new Cells(siteHealth, queue, config, { kind: 'tick' })
    this.hearing = new Cells(hearing, queue, config, { kind: 'bus', up: true })
    this.nodes.heard = (_, fact) => this.#route(fact)
    this.sites.heard = (_, fact) => this.#route(fact)
    this.hearing.heard = (_, fact) => this.#route(fact)
    this.nodes.wanted = (key, actions) => this.#want(key, actions)
    this.hearing.post('cloud', { kind: 'bus', up: true })
  }

  beat(beat: Beat, path: 'direct' | 'relayed'): void {
    if (this.up && this.bus) this.nodes.post(beat.node, { kind: 'beat', beat, path })
  }

  nodeSeen({ node, seen }: KubeNode): void {
    if (this.up) this.nodes.post(node, { kind: 'node-seen', seen })
  }

  leaseSeen({ node, renewMicros }: KubeNode, own: boolean): void {
    if (this.up) this.nodes.post(node, { kind: 'lease-seen', seen: { own, renewMicros } })
  }

  setBus(up: boolean): void {
    this.bus = up
    if (this.up) this.hearing.post('cloud', { kind: 'bus', up })
  }

  stop(): void {
    this.up = false
    for (const cells of [this.nodes, this.sites, this.hearing]) cells.stop()
  }

  start(): void {
    this.up = true
    this.#inFlight.clear()
    for (const cells of [this.nodes, this.sites, this.hearing]) cells.restart()
    for (const known of this.#parts.kube().nodes.values()) {
      this.nodeSeen(known)
      this.leaseSeen(known, false)
    }
    this.hearing.post('cloud', { kind: 'bus', up: this.bus })
  }

  #route(fact: HealthFact): void {
    this.#parts.told(fact)
    for (const delivery of routeInCloud(fact)) {
      if (delivery.to === 'site') this.sites.post(delivery.key, delivery.input)
      else if (delivery.to === 'hearing') this.hearing.post('cloud', delivery.input)
      else if (delivery.key === '*')
        for (const key of this.nodes.states.keys()) this.nodes.post(key, delivery.input)
      else if (this.nodes.states.has(delivery.key)) this.nodes.post(delivery.key, delivery.input)
    }
  }

  /** One in flight per key; it takes a moment, and the next may come after a while. */
  #want(key: string, actions: readonly NodeAction[]): void {
    for (const action of actions) {
      if (this.#inFlight.has(action.key)) continue
      this.#inFlight.add(action.key)
      this.#parts.queue.after(20, () => this.up && this.#perform(action))
      this.#parts.queue.after(400, () => {
        this.#inFlight.delete(action.key)
        if (this.up) this.nodes.reconcile(key)
      })
    }
  }

  #perform(action: NodeAction): void {
    const kube = this.#parts.kube()
    switch (action.kind) {
      case 'renew-lease':
        return kube.renew(action.node, true)
      case 'set-taint':
        return kube.taint(action.node, action.taint, action.present)
      case 'set-linked':
        return kube.change(action.node, { linked: action.linked ? 'True' : 'False' })
      case 'restore-ready':
        return kube.ready(action.node)
      case 'ask-rebirth':
        return this.#parts.rebirth(action.node, action.above)
    }
  }
}
