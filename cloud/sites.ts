// Which nodes share a site and where they listen, folded from facts; from it comes what each node is assigned.
import type { Fact } from '../src/facts.ts'
import { assignmentDigest, withoutKeys } from '../src/health/assignment.ts'
import type { Assignment, Member } from '../src/health/words.ts'
import { shardOf } from '../src/kernel/hash.ts'
import type { NodeId, SiteId } from '../src/kernel/ids.ts'

interface Site {
  readonly site: SiteId
  readonly nodes: Set<NodeId>
  /** What was worked out since the site last changed: the same for all its nodes. */
  told: Told | undefined
}

interface Told extends Omit<Assignment, 'node'> {
  /** What beats carry of those who know all this: today's agents, and those of the version before, who know no keys. */
  readonly digests: readonly number[]
}

/** A node that joined a site, left one, or both. */
export interface Move {
  readonly node: NodeId
  readonly from: SiteId | undefined
  readonly to: SiteId | undefined
}

/** The projection of `node-enrolled`, `site-assigned`, `node-forgotten`, `node-introduced` and `keys-forgotten`. */
export class Sites {
  readonly #shards: number
  readonly #siteOf = new Map<NodeId, Site>()
  readonly #listening = new Map<NodeId, Member>()
  readonly #sites = new Map<SiteId, Site>()
  readonly #moved: (move: Move) => void

  /** `moved` is told of every move right after it. */
  constructor(shards: number, moved: (move: Move) => void) {
    this.#shards = shards
    this.#moved = moved
  }

  /** Takes a fact, live or replayed; others than its own change nothing. */
  take(fact: Fact): void {
    switch (fact.kind) {
      case 'node-enrolled':
      case 'site-assigned':
        return this.#move(fact.node, fact.site)
      case 'node-forgotten':
        return this.#move(fact.node, undefined)
      case 'node-introduced': {
        const { node, lan, kubelet, signKey } = fact
        this.#listening.set(node, { node, lan, kubelet, signKey })
        return changed(this.#siteOf.get(node))
      }
      case 'keys-forgotten':
        this.#listening.delete(fact.node)
        return changed(this.#siteOf.get(fact.node))
    }
  }

  siteOf(node: NodeId): SiteId | undefined {
    return this.#siteOf.get(node)?.site
  }

  /** All nodes that have a site. */
  nodes(): Iterable<NodeId> {
    return this.#siteOf.keys()
  }

  /** How many nodes have a site. */
  get size(): number {
    return this.#siteOf.size
  }

  /** How many nodes share a site. */
  sizeOf(site: SiteId): number {
    return this.#sites.get(site)?.nodes.size ?? 0
  }

  sites(): readonly SiteId[] {
    return [...this.#sites.keys()].toSorted()
  }

  membersOf(site: SiteId): readonly NodeId[] {
    return [...(this.#sites.get(site)?.nodes ?? [])].toSorted()
  }

  /** Whether a beat with this digest knows what its node is to be told: nothing, before it is enrolled. */
  knows(node: NodeId, digest: number): boolean {
    const site = this.#siteOf.get(node)
    return site === undefined || this.#told(site).digests.includes(digest)
  }

  /** What a node is to be told; undefined before it is enrolled. */
  assignmentOf(node: NodeId): Assignment | undefined {
    const site = this.#siteOf.get(node)
    if (site === undefined) return undefined
    const { shard, members } = this.#told(site)
    return { node, site: site.site, shard, members }
  }

  #told(of: Site): Told {
    if (of.told !== undefined) return of.told
    const { site } = of
    const members = this.membersOf(site).flatMap((one) => this.#listening.get(one) ?? [])
    const all = { site, shard: shardOf(site, this.#shards), members }
    of.told = { ...all, digests: [all, withoutKeys(all)].map(assignmentDigest) }
    return of.told
  }

  #move(node: NodeId, to: SiteId | undefined): void {
    const from = this.#siteOf.get(node)
    if (from?.site === to) return
    if (from !== undefined) this.#leave(node, from)
    if (to === undefined) this.#siteOf.delete(node)
    else this.#join(node, to)
    this.#moved({ node, from: from?.site, to })
  }

  #join(node: NodeId, to: SiteId): void {
    const site = this.#sites.get(to) ?? { site: to, nodes: new Set<NodeId>(), told: undefined }
    this.#sites.set(to, site)
    this.#siteOf.set(node, site)
    site.nodes.add(node)
    changed(site)
  }

  #leave(node: NodeId, site: Site): void {
    site.nodes.delete(node)
    if (site.nodes.size === 0) this.#sites.delete(site.site)
    changed(site)
  }
}

function changed(site: Site | undefined): void {
  if (site !== undefined) site.told = undefined
}
