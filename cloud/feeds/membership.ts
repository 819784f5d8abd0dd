// Whose feeds there are: the managed nodes, their sites and the keys to seal to, folded from facts.
import type { Fact } from '../../src/facts.ts'
import { fromHex } from '../../src/kernel/hex.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'
import { nodeScope, siteScope } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** Told which feeds there are: new ones, those whose site or key is another, and those that are no more. */
export interface MembershipNews {
  readonly changed: (scope: Scope) => void
  readonly ends: (scope: Scope) => void
}

/** The projection of `node-enrolled`, `site-assigned`, `node-forgotten`, `node-introduced` and `keys-forgotten`. */
export class Membership {
  readonly #news: MembershipNews
  readonly #siteOf = new Map<NodeId, SiteId>()
  readonly #nodesOf = new Map<SiteId, number>()
  readonly #sealKeys = new Map<NodeId, Uint8Array | undefined>()

  constructor(news: MembershipNews) {
    this.#news = news
  }

  /** Takes a fact, live or replayed. */
  take(fact: Fact): void {
    switch (fact.kind) {
      case 'node-enrolled':
      case 'site-assigned':
        return this.#move(fact.node, fact.site)
      case 'node-forgotten':
        return this.#move(fact.node, undefined)
      case 'node-introduced':
        this.#sealKeys.set(fact.node, fromHex(fact.sealKey))
        return this.#rekeyed(fact.node)
      case 'keys-forgotten':
        this.#sealKeys.delete(fact.node)
        return this.#rekeyed(fact.node)
    }
  }

  /** All feeds that there are. */
  scopes(): readonly Scope[] {
    if (this.#siteOf.size === 0) return []
    const sites = [...this.#nodesOf.keys()].map(siteScope)
    return ['all', ...sites, ...[...this.#siteOf.keys()].map(nodeScope)]
  }

  /** The feeds that a node follows, in the order in which its beats tell of them; none of a stranger. */
  scopesOf(node: NodeId): readonly Scope[] {
    const site = this.#siteOf.get(node)
    return site === undefined ? [] : ['all', siteScope(site), nodeScope(node)]
  }

  /** The key of the only reader of a scope. */
  sealKeyOf(scope: Scope): Uint8Array | undefined {
    if (!scope.startsWith(nodePrefix)) return undefined
    return this.#sealKeys.get(nodeId(scope.slice(nodePrefix.length)))
  }

  /** The site whose shard a scope belongs to; undefined for `all`, which belongs to shard 0. */
  siteOf(scope: Scope): string | undefined {
    if (scope === 'all') return undefined
    const [kind, name] = [scope.slice(0, nodePrefix.length), scope.slice(nodePrefix.length)]
    return kind === nodePrefix ? (this.#siteOf.get(nodeId(name)) ?? name) : name
  }

  /** Nodes introduce themselves before they are managed: until then they have no feed. */
  #rekeyed(node: NodeId): void {
    if (this.#siteOf.has(node)) this.#news.changed(nodeScope(node))
  }

  #move(node: NodeId, to: SiteId | undefined): void {
    const from = this.#siteOf.get(node)
    if (from === to) return
    const wasEmpty = this.#siteOf.size === 0
    if (to === undefined) this.#siteOf.delete(node)
    else this.#siteOf.set(node, to)
    if (wasEmpty) this.#news.changed('all')
    if (to !== undefined) this.#count(to, 1)
    if (from !== undefined) this.#count(from, -1)
    if (to === undefined) this.#news.ends(nodeScope(node))
    else this.#news.changed(nodeScope(node))
    if (this.#siteOf.size === 0) this.#news.ends('all')
  }

  #count(site: SiteId, by: 1 | -1): void {
    const count = (this.#nodesOf.get(site) ?? 0) + by
    if (count === 0) this.#nodesOf.delete(site)
    else this.#nodesOf.set(site, count)
    if (count === 1 && by === 1) this.#news.changed(siteScope(site))
    if (count === 0) this.#news.ends(siteScope(site))
  }
}

/** `site/` is as long as `node/`. */
const nodePrefix = 'node/'
