// A Kubernetes of nodes and Leases alone, as far as health can tell it from a real one.
import type { NodeSeen, Taint } from '../../../src/health/inputs.ts'
import { siteId, type NodeId, type SiteId } from '../../../src/kernel/ids.ts'
import { epochMs } from './cells.ts'
import type { Queue } from './queue.ts'

/** A Node, its Lease and its pods. */
export interface KubeNode {
  readonly node: NodeId
  seen: NodeSeen
  renewMicros: number
  renewedAt: number
  unknownSince: number | undefined
  evicted: boolean
}

/** Times of the stock controllers. */
export interface KubeTimes {
  readonly graceMs: number
  readonly tolerationMs: number
}

/** What it tells those who watch. */
export interface KubeWatch {
  node(node: KubeNode): void
  lease(node: KubeNode, own: boolean): void
  told(text: string): void
}

/** Nodes whose Leases are watched by the stock controllers. */
export class Kube {
  readonly nodes = new Map<NodeId, KubeNode>()
  readonly #queue: Queue
  readonly #times: KubeTimes
  readonly #watch: KubeWatch

  constructor(queue: Queue, times: KubeTimes, watch: KubeWatch) {
    this.#queue = queue
    this.#times = times
    this.#watch = watch
    queue.every(500, () => this.#lifecycle(), 50)
  }

  add(node: NodeId, site: SiteId): void {
    const seen: NodeSeen = {
      uid: `uid-${node}`,
      site: siteId(site),
      ready: 'True',
      readyReason: 'KubeletReady',
      linked: undefined,
      taints: [],
      maxHoldMs: undefined,
    }
    const { now } = this.#queue
    const renewMicros = (epochMs + now) * 1_000
    const added = {
      node,
      seen,
      renewMicros,
      renewedAt: now,
      unknownSince: undefined,
      evicted: false,
    }
    this.nodes.set(node, added)
    this.#watch.node(added)
    this.#watch.lease(added, false)
  }

  change(node: NodeId, change: Partial<NodeSeen>): void {
    const known = this.nodes.get(node)
    if (known === undefined) return
    known.seen = { ...known.seen, ...change }
    this.#watch.node(known)
  }

  /** The kubelet reports its node as well, and takes back the pods of a node that returned. */
  renew(node: NodeId, own: boolean): void {
    const known = this.nodes.get(node)
    if (known === undefined) return
    known.renewMicros = Math.max((epochMs + this.#queue.now) * 1_000, known.renewMicros + 1)
    known.renewedAt = this.#queue.now
    this.#watch.lease(known, own)
    if (!own && known.unknownSince !== undefined) this.ready(node)
  }

  ready(node: NodeId): void {
    const known = this.nodes.get(node)
    if (known?.unknownSince === undefined) return
    known.unknownSince = undefined
    known.evicted = false
    this.#watch.told(`${node} is Ready again`)
    this.change(node, { ready: 'True', readyReason: 'KubeletReady' })
  }

  taint(node: NodeId, taint: Taint, present: boolean): void {
    const others = (this.nodes.get(node)?.seen.taints ?? []).filter((one) => one.key !== taint.key)
    this.#watch.told(`${node} ${present ? 'gets' : 'loses'} taint ${taint.key}:${taint.effect}`)
    this.change(node, { taints: present ? [...others, taint] : others })
  }

  #lifecycle(): void {
    const { graceMs, tolerationMs } = this.#times
    for (const known of this.nodes.values()) {
      const { now } = this.#queue
      if (known.unknownSince === undefined && now - known.renewedAt > graceMs) {
        known.unknownSince = now
        this.#watch.told(`${known.node} is Unknown`)
        this.change(known.node, { ready: 'Unknown', readyReason: 'NodeStatusUnknown' })
      }
      if (known.evicted || known.unknownSince === undefined) continue
      if (now - known.unknownSince < tolerationMs) continue
      known.evicted = true
      this.#watch.told(`${known.node} loses its pods`)
    }
  }
}
