// The view of one node: which endpoints of which Services it may see, kept true change by change at the cost of what is touched.
import { isForNode } from './for-node.ts'
import type { Pools } from './for-node.ts'
import { Groups } from './groups.ts'
import type { Keeps, SeenEndpoint, SeenList } from './seen-list.ts'
import { everybody, itself, labelsNamedBy, poolLabel, ringsOf } from './topology.ts'
import type { Labels, Ring, Topology } from './topology.ts'

/** What a Service asks of the view. */
export interface ServiceWords {
  readonly topology: Topology | undefined
  readonly pools: Pools | undefined
}

/** Keys of what may be seen otherwise: of lists and of Services. */
export type Affected = ReadonlySet<string>

const nothing: Affected = new Set()
const none: readonly string[] = []

/** The view. Lists and Services have keys; a list names the key of its Service. */
export class ServicesView {
  readonly #self: string
  readonly #words = new Map<string, ServiceWords>()
  readonly #lists = new Map<string, SeenList>()
  readonly #labels = new Map<string, Labels>()
  readonly #failed = new Set<string>()
  /** The ring that counts for a Service's lists of one type; undefined where no endpoint is in any. */
  readonly #rings = new Map<string, Ring | undefined>()
  readonly #groups = new Groups()
  readonly #groupsOf = new Groups()
  readonly #listsOn = new Groups()
  readonly #naming = new Groups()
  readonly #starving = new Set<string>()
  /** Services that began or ended to starve since that was asked for. */
  readonly #turned = new Set<string>()

  constructor(self: string) {
    this.#self = self
  }

  /** The labels of a node, as far as they are known. */
  labelsOf(node: string): Labels | undefined {
    return this.#labels.get(node)
  }

  /** Services whose topology leaves them without an endpoint here, though they have some. */
  get starving(): ReadonlySet<string> {
    return this.#starving
  }

  /** The Services that began or ended to starve since the last time. */
  takeTurned(): readonly string[] {
    if (this.#turned.size === 0) return none
    const turned = [...this.#turned]
    this.#turned.clear()
    return turned
  }

  /** A Service says so; undefined: it asks for nothing, or is gone. */
  setService(key: string, words: ServiceWords | undefined): Affected {
    const before = this.#words.get(key)
    if (JSON.stringify(before) === JSON.stringify(words) && before?.pools === words?.pools)
      return nothing
    for (const label of namedBy(before)) this.#naming.remove(label, key)
    for (const label of namedBy(words)) this.#naming.add(label, key)
    if (words === undefined) this.#words.delete(key)
    else this.#words.set(key, words)
    return new Set([key, ...this.#lookAgain(key)])
  }

  /** A list of endpoints is so; undefined: it is gone. */
  setList(key: string, list: SeenList | undefined): Affected {
    const before = this.#lists.get(key)
    if (before !== undefined) this.#remove(key, before)
    if (list !== undefined) this.#add(key, list)
    const affected = new Set([key])
    const groups = new Set([before, list].flatMap((each) => (each ? groupOf(each) : [])))
    for (const group of groups) this.#chooseAgain(group, affected)
    return affected
  }

  /** The labels of a node are these; undefined: they are not known. */
  setLabels(node: string, labels: Labels | undefined): Affected {
    const before = this.#labels.get(node)
    if (labels === undefined) this.#labels.delete(node)
    else this.#labels.set(node, labels)
    const isNew = before === undefined || labels === undefined
    const all = [...new Set([...Object.keys(before ?? {}), ...Object.keys(labels ?? {})])]
    const changed = all.filter((label) => before?.[label] !== labels?.[label])
    const naming = new Set(changed.flatMap((label) => this.#naming.of(label)))
    if (node !== this.#self) return this.#lookAt(node, naming)
    // While its own labels are not known a node goes by other rules.
    return this.#lookAtAll(isNew ? this.#words.keys() : naming)
  }

  /** A node is failed, or is not any more. */
  setFailed(node: string, isFailed: boolean): Affected {
    if (this.#failed.has(node) === isFailed) return nothing
    if (isFailed) this.#failed.add(node)
    else this.#failed.delete(node)
    return this.#lookAt(node, undefined)
  }

  /** Which endpoints of a list are shown; undefined: all. */
  keeps(key: string): Keeps | undefined {
    const list = this.#lists.get(key)
    if (list === undefined) return undefined
    const ring = this.#rings.get(groupOf(list))
    const isWhole = ring === everybody && !list.endpoints.some((each) => this.#hasFailed(each.node))
    if (isWhole) return undefined
    return (node) => ring !== undefined && !this.#hasFailed(node) && this.#isIn(ring, node)
  }

  /** Whether a Service is shown at all. */
  shows(service: string): boolean {
    const pools = this.#words.get(service)?.pools
    return pools === undefined || isForNode(pools, this.#labels.get(this.#self))
  }

  #add(key: string, list: SeenList): void {
    const group = groupOf(list)
    this.#lists.set(key, list)
    this.#groups.add(group, key)
    this.#groupsOf.add(list.service, group)
    for (const node of nodesOf(list)) this.#listsOn.add(node, key)
  }

  #remove(key: string, list: SeenList): void {
    const group = groupOf(list)
    this.#lists.delete(key)
    this.#groups.remove(group, key)
    for (const node of nodesOf(list)) this.#listsOn.remove(node, key)
    if (this.#groups.has(group)) return
    this.#groupsOf.remove(list.service, group)
    this.#rings.delete(group)
  }

  /** The lists with endpoints on a node may be others, of these Services or of all. */
  #lookAt(node: string, services: ReadonlySet<string> | undefined): Affected {
    const affected = new Set<string>()
    const groups = new Set<string>()
    for (const key of this.#listsOn.of(node)) {
      const list = this.#lists.get(key)
      if (list === undefined || services?.has(list.service) === false) continue
      affected.add(key)
      groups.add(groupOf(list))
    }
    for (const group of groups) this.#chooseAgain(group, affected)
    return affected
  }

  /** All of these Services may be others. */
  #lookAtAll(services: Iterable<string>): Affected {
    const affected = new Set<string>()
    for (const service of services) {
      affected.add(service)
      for (const key of this.#lookAgain(service)) affected.add(key)
    }
    return affected
  }

  #lookAgain(service: string): Affected {
    const affected = new Set<string>()
    for (const group of this.#groupsOf.of(service)) {
      for (const key of this.#groups.of(group)) affected.add(key)
      this.#chooseAgain(group, affected)
    }
    this.#countStarving(service)
    return affected
  }

  /** Another ring may count: then all of its lists are others. */
  #chooseAgain(group: string, affected: Set<string>): void {
    const [first] = this.#groups.of(group)
    const list = first === undefined ? undefined : this.#lists.get(first)
    if (list === undefined) return this.#countStarving(serviceOf(group))
    const before = this.#rings.get(group)
    const now = this.#chosen(list.service, group)
    this.#rings.set(group, now)
    if (now !== before) for (const key of this.#groups.of(group)) affected.add(key)
    this.#countStarving(list.service)
  }

  /** The first ring with an endpoint that takes requests, else the first with any; none on a failed node count. */
  #chosen(service: string, group: string): Ring | undefined {
    const topology = this.#words.get(service)?.topology
    if (topology === undefined) return everybody
    const rings = ringsOf(topology, this.#labels.get(this.#self))
    if (rings.length === 1 && rings[0] === everybody) return everybody
    const has = (ring: Ring, isWanted: (endpoint: SeenEndpoint) => boolean): boolean =>
      this.#groups
        .of(group)
        .some((key) =>
          this.#lists
            .get(key)
            ?.endpoints.some(
              (each) =>
                isWanted(each) && this.#isIn(ring, each.node) && !this.#hasFailed(each.node),
            ),
        )
    return (
      rings.find((ring) => has(ring, ({ isReady }) => isReady)) ??
      rings.find((ring) => has(ring, () => true))
    )
  }

  #isIn(ring: Ring, node: string | undefined): boolean {
    if (ring === everybody) return true
    if (node === undefined) return false
    if (ring === itself || node === this.#self) return node === this.#self
    const own = this.#labels.get(this.#self)?.[ring]
    return own !== undefined && this.#labels.get(node)?.[ring] === own
  }

  #hasFailed(node: string | undefined): boolean {
    return node !== undefined && this.#failed.has(node)
  }

  /** Only who names keys in an order and leaves out `*` means that there may be somebody, and is told that there is not. */
  #countStarving(service: string): void {
    const topology = this.#words.get(service)?.topology
    const groups = topology?.by === 'keys' ? this.#groupsOf.of(service) : []
    const isStarving =
      groups.length > 0 &&
      groups.every((group) => this.#rings.get(group) === undefined) &&
      groups.some((group) =>
        this.#groups.of(group).some((key) => (this.#lists.get(key)?.endpoints.length ?? 0) > 0),
      )
    if (isStarving === this.#starving.has(service)) return
    if (isStarving) this.#starving.add(service)
    else this.#starving.delete(service)
    // Who turned twice is as before.
    if (!this.#turned.delete(service)) this.#turned.add(service)
  }
}

/** The label keys by which a Service may become another one. */
const namedBy = (words: ServiceWords | undefined): readonly string[] => [
  ...(words?.topology === undefined ? [] : labelsNamedBy(words.topology)),
  ...(words?.pools === undefined ? [] : [poolLabel]),
]

/** Types of lists have no space. */
const groupOf = ({ service, type }: SeenList): string => `${service} ${type}`
const serviceOf = (group: string): string => group.slice(0, group.lastIndexOf(' '))

const nodesOf = ({ endpoints }: SeenList): ReadonlySet<string> =>
  new Set(endpoints.flatMap(({ node }) => node ?? []))
