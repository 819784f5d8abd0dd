// Which nodes share a site and where they listen, folded from facts; from it comes what each node is assigned.
import type { Fact } from '../src/facts.ts'
import { assignmentDigest } from '../src/health/assignment.ts'
import type { Assignment, Member } from '../src/health/words.ts'
import { shardOf } from '../src/kernel/hash.ts'
import type { NodeId, SiteId } from '../src/kernel/ids.ts'

interface Place {
  readonly assignment: Assignment
  readonly digest: number
}

/** The projection of `node-enrolled`, `site-assigned`, `node-forgotten`, `node-introduced` and `keys-forgotten`. */
export class Sites {
  readonly #shards: number
  readonly #siteOf = new Map<NodeId, SiteId>()
  readonly #listening = new Map<NodeId, Member>()
  readonly #members = new Map<SiteId, Set<NodeId>>()
  /** What was worked out since the site last changed. */
  readonly #places = new Map<SiteId, Map<NodeId, Place>>()

  constructor(shards: number) {
    this.#shards = shards
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
        const { node, lan, kubelet } = fact
        this.#listening.set(node, { node, lan, kubelet })
        return this.#changed(this.#siteOf.get(node))
      }
      case 'keys-forgotten':
        this.#listening.delete(fact.node)
        return this.#changed(this.#siteOf.get(fact.node))
    }
  }

  siteOf(node: NodeId): SiteId | undefined {
    return this.#siteOf.get(node)
  }

  sites(): readonly SiteId[] {
    return [...this.#members.keys()].toSorted()
  }

  membersOf(site: SiteId): readonly NodeId[] {
    return [...(this.#members.get(site) ?? [])].toSorted()
  }

  /** What a node is to be told, and the digest its beats carry once it knows; undefined before it is enrolled. */
  placeOf(node: NodeId): Place | undefined {
    const site = this.#siteOf.get(node)
    if (site === undefined) return undefined
    const places = this.#places.get(site) ?? new Map<NodeId, Place>()
    this.#places.set(site, places)
    const known = places.get(node)
    if (known !== undefined) return known
    const members = this.membersOf(site).flatMap((one) => this.#listening.get(one) ?? [])
    const assignment = { node, site, shard: shardOf(site, this.#shards), members }
    const place = { assignment, digest: assignmentDigest(assignment) }
    places.set(node, place)
    return place
  }

  #move(node: NodeId, to: SiteId | undefined): void {
    const from = this.#siteOf.get(node)
    if (from === to) return
    if (from !== undefined) this.#leave(node, from)
    if (to === undefined) {
      this.#siteOf.delete(node)
      return
    }
    this.#siteOf.set(node, to)
    const members = this.#members.get(to) ?? new Set<NodeId>()
    this.#members.set(to, members.add(node))
    this.#changed(to)
  }

  #leave(node: NodeId, site: SiteId): void {
    const members = this.#members.get(site)
    members?.delete(node)
    if (members?.size === 0) this.#members.delete(site)
    this.#changed(site)
  }

  #changed(site: SiteId | undefined): void {
    if (site !== undefined) this.#places.delete(site)
  }
}
