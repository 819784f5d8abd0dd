// Whom sites must be told of besides their own nodes: who shares a value of a label that Services name, and who is failed.
import { siteScope } from './scope.ts'
import type { Scope } from './scope.ts'
import type { ToldNode } from './told-node.ts'

type Labels = Readonly<Record<string, string>>

interface Known {
  readonly site: string
  readonly labels: Labels
}

/** Nodes by site. */
type Sites = Map<string, Set<string>>

/** A node that others are told of, and in which feeds. */
export interface Neighbour extends ToldNode {
  readonly scopes: readonly Scope[]
}

/** A node that more sites than these must know is told to everybody: a value may be that of the whole cluster. */
const sitesMax = 64

const none: readonly string[] = []

/** All nodes, by what they share. */
export class Neighbours {
  readonly #nodes = new Map<string, Known>()
  readonly #failed = new Set<string>()
  /** The label keys that each Service names, and how many name each. */
  readonly #named = new Map<string, readonly string[]>()
  readonly #count = new Map<string, number>()
  /** By key and value, the nodes that have it, by site. */
  readonly #holders = new Map<string, Sites>()

  /** A node is so, or is no more; answers who may have to be told otherwise. */
  node(name: string, known: Known | undefined): Iterable<string> {
    const before = this.#nodes.get(name)
    if (before !== undefined && known !== undefined && this.#isSame(before, known)) {
      this.#nodes.set(name, known)
      return none
    }
    const changed = new Set([name])
    if (before !== undefined)
      for (const key of this.#count.keys()) this.#release(name, before, key, changed)
    if (known === undefined) this.#nodes.delete(name)
    else this.#nodes.set(name, known)
    if (known === undefined) this.#failed.delete(name)
    else for (const key of this.#count.keys()) this.#hold(name, known, key, changed)
    return changed
  }

  /** A Service names these label keys. */
  names(service: string, keys: readonly string[]): Iterable<string> {
    const before = this.#named.get(service) ?? none
    if (before.join() === keys.join()) return none
    const changed = new Set<string>()
    if (keys.length === 0) this.#named.delete(service)
    else this.#named.set(service, keys)
    for (const key of keys) if (this.#counts(key, 1) === 1) this.#begin(key, changed)
    for (const key of before) if (this.#counts(key, -1) === 0) this.#end(key, changed)
    return changed
  }

  /** A node is failed, or is not any more. */
  failed(name: string, isFailed: boolean): Iterable<string> {
    if (this.#failed.has(name) === isFailed) return none
    if (isFailed) this.#failed.add(name)
    else this.#failed.delete(name)
    return [name]
  }

  /** What is told of a node, and to whom; undefined: nothing. */
  of(name: string): Neighbour | undefined {
    const known = this.#nodes.get(name)
    if (known === undefined) return undefined
    const isFailed = this.#failed.has(name)
    const labels: Record<string, string> = {}
    const sites = new Set<string>()
    for (const key of [...this.#count.keys()].toSorted()) {
      const value = known.labels[key]
      if (!value) continue
      labels[key] = value
      for (const site of this.#holders.get(pairOf(key, value))?.keys() ?? []) {
        if (sites.size > sitesMax + 1) break
        sites.add(site)
      }
    }
    sites.delete(known.site)
    if (isFailed || sites.size > sitesMax) return { labels, isFailed, scopes: ['all'] }
    return sites.size === 0
      ? undefined
      : { labels, isFailed, scopes: [...sites].toSorted().map(siteScope) }
  }

  #isSame(one: Known, other: Known): boolean {
    if (one.site !== other.site) return false
    return [...this.#count.keys()].every((key) => one.labels[key] === other.labels[key])
  }

  #counts(key: string, by: 1 | -1): number {
    const count = (this.#count.get(key) ?? 0) + by
    if (count === 0) this.#count.delete(key)
    else this.#count.set(key, count)
    return count
  }

  #begin(key: string, changed: Set<string>): void {
    for (const [name, known] of this.#nodes)
      if (this.#enter(name, known, key) !== undefined) changed.add(name)
  }

  #end(key: string, changed: Set<string>): void {
    for (const [name, { labels }] of this.#nodes) {
      const value = labels[key]
      if (!value) continue
      changed.add(name)
      this.#holders.delete(pairOf(key, value))
    }
  }

  /** With the first node of a site that has it, all others that have it must be known there. */
  #hold(name: string, known: Known, key: string, changed: Set<string>): void {
    const sites = this.#enter(name, known, key)
    if (sites?.get(known.site)?.size === 1) addHolders(sites, changed)
  }

  /** The sites of a value, this node among them; undefined where the node has none. */
  #enter(name: string, { site, labels }: Known, key: string): Sites | undefined {
    const value = labels[key]
    if (!value) return undefined
    const pair = pairOf(key, value)
    const sites: Sites = this.#holders.get(pair) ?? new Map()
    this.#holders.set(pair, sites)
    sites.set(site, (sites.get(site) ?? new Set()).add(name))
    return sites
  }

  #release(name: string, { site, labels }: Known, key: string, changed: Set<string>): void {
    const value = labels[key]
    if (!value) return
    const pair = pairOf(key, value)
    const sites = this.#holders.get(pair)
    const there = sites?.get(site)
    if (sites === undefined || there?.delete(name) !== true || there.size > 0) return
    sites.delete(site)
    addHolders(sites, changed)
    if (sites.size === 0) this.#holders.delete(pair)
  }
}

/** Who is told to everybody already is so whatever site comes or goes. */
function addHolders(sites: Sites, changed: Set<string>): void {
  if (sites.size > sitesMax + 2) return
  for (const nodes of sites.values()) for (const each of nodes) changed.add(each)
}

/** Values have no equals sign. */
const pairOf = (key: string, value: string): string => `${key}=${value}`
