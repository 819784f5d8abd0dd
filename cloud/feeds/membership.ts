// Whose feeds there are: one of everybody, one a site, one a node; read off the sites, and told when they change.
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { nodeScope, siteScope } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { Move, Sites } from '../sites.ts'

/** What membership is read off, and who is told of its changes. */
export interface MembershipParts {
  readonly sites: Pick<Sites, 'siteOf' | 'sites' | 'nodes' | 'size' | 'sizeOf'>
  /** The key to seal to that a node introduced itself with. */
  readonly sealKeyOf: (node: NodeId) => Uint8Array | undefined
  /** A feed is new, or its site or key is another. */
  readonly changed: (scope: Scope) => void
  /** A feed is no more. */
  readonly ends: (scope: Scope) => void
}

/** The feeds that there are. */
export class Membership {
  readonly #parts: MembershipParts

  constructor(parts: MembershipParts) {
    this.#parts = parts
  }

  /** A node has moved. */
  moved({ node, from, to }: Move): void {
    const { sites, changed, ends } = this.#parts
    if (from === undefined && sites.size === 1) changed('all')
    if (to !== undefined && sites.sizeOf(to) === 1) changed(siteScope(to))
    if (from !== undefined && sites.sizeOf(from) === 0) ends(siteScope(from))
    if (to === undefined) ends(nodeScope(node))
    else changed(nodeScope(node))
    if (sites.size === 0) ends('all')
  }

  /** A node has another key. Nodes introduce themselves before they are managed: until then they have no feed. */
  rekeyed(node: NodeId): void {
    const { sites, changed } = this.#parts
    if (sites.siteOf(node) !== undefined) changed(nodeScope(node))
  }

  /** All feeds that there are. */
  scopes(): readonly Scope[] {
    const { sites } = this.#parts
    if (sites.size === 0) return []
    return ['all', ...sites.sites().map(siteScope), ...[...sites.nodes()].map(nodeScope)]
  }

  /** The feeds that a node follows, in the order in which its beats tell of them; none of a stranger. */
  scopesOf(node: NodeId): readonly Scope[] {
    const site = this.#parts.sites.siteOf(node)
    return site === undefined ? [] : ['all', siteScope(site), nodeScope(node)]
  }

  /** The key of the only reader of a scope. */
  sealKeyOf(scope: Scope): Uint8Array | undefined {
    if (!scope.startsWith(nodePrefix)) return undefined
    return this.#parts.sealKeyOf(nodeId(scope.slice(nodePrefix.length)))
  }

  /** The site whose shard a scope belongs to; undefined for `all`, which belongs to shard 0. */
  siteOf(scope: Scope): string | undefined {
    if (scope === 'all') return undefined
    const [kind, name] = [scope.slice(0, nodePrefix.length), scope.slice(nodePrefix.length)]
    return kind === nodePrefix ? (this.#parts.sites.siteOf(nodeId(name)) ?? name) : name
  }
}

/** `site/` is as long as `node/`. */
const nodePrefix = 'node/'
