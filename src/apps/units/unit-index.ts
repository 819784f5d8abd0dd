// All units and their nodes, kept as either changes: what a node is given, what a unit's status tells, whom a change concerns.
import { resourceKey } from '../../objects/object.ts'
import type { KubeObject, Resource } from '../../objects/object.ts'
import type { Cluster } from '../cluster.ts'
import { isProblem } from '../dialect.ts'
import type { Problem } from '../dialect.ts'
import { ownAnnotations, ownLabels } from './node-change.ts'
import { withAnnotations } from './selectable.ts'
import { Selections } from './selections.ts'
import { settled } from './settled.ts'
import type { Claim, Settled } from './settled.ts'
import { nodeUnit } from './node-unit.ts'
import type { Choice, SeenMembers, UnitDialect } from './unit-dialect.ts'
import { byAge, dialectOf, keyOf, splitKey, unitKey } from './unit-keys.ts'
import type { Unit } from './unit-keys.ts'
import { isAsReady, isAsWanted } from './unit-news.ts'
import { unitDialects } from './units.ts'

/** Whom a change concerns: nodes whose gifts are to be looked at, units whose status is. */
export interface Concerned {
  readonly nodes: ReadonlySet<string>
  readonly units: readonly Unit[]
}

/** The units of a cluster. Told of a change after the cluster knows of it. */
export class UnitIndex {
  readonly #cluster: Cluster
  readonly #nodes = new Selections()
  readonly #groups = new Selections()
  /** Nodes and units as they were taken, to tell what matters of a change. */
  readonly #takenNodes = new Map<string, KubeObject>()
  readonly #takenUnits = new Map<string, KubeObject>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
    for (const node of cluster.nodes()) this.#setNode(node.metadata.name)
    for (const { kind } of unitDialects) {
      for (const { metadata } of cluster.objects(kind)) this.#setUnit(kind, metadata.name)
    }
  }

  /** All units. */
  all(): readonly Unit[] {
    return this.#units(this.#takenUnits.keys())
  }

  /** A node came, changed or went. Units are concerned only by its labels and by whether it is ready. */
  takeNode(name: string): Concerned {
    const before = this.#nodes.labelsOf(name)
    const taken = this.#takenNodes.get(name)
    const units = new Set(this.#nodes.choosersOf(name))
    this.#setNode(name)
    const nodes = new Set([name])
    if (isAsReady(taken, this.#cluster.node(name))) return { nodes, units: [] }
    for (const unit of this.#nodes.choosersOf(name)) units.add(unit)
    for (const group of this.#findersOf(name, before)) units.add(group)
    return { nodes, units: this.#units(units) }
  }

  /** A unit of a kind came, changed or went. Of a change of its status alone it is told nothing but itself. */
  takeUnit(of: Resource, name: string): Concerned {
    const unit = keyOf(of, name)
    const taken = this.#takenUnits.get(unit)
    if (isAsWanted(taken, this.#cluster.object(of, name)))
      return { nodes: new Set(), units: this.#units([unit]) }
    const before = this.#concernedBy(unit)
    this.#setUnit(of, name)
    const after = this.#concernedBy(unit)
    return {
      nodes: new Set([...before.nodes, ...after.nodes]),
      units: this.#units([unit, ...before.units, ...after.units]),
    }
  }

  /** What the units of a node give it, and what they could not; nothing for a node that is not there. */
  settledFor(name: string): Settled {
    const node = this.#cluster.node(name)
    return settled(name, node === undefined ? [] : this.#claims(node))
  }

  /** The marks that a node bears of units that it is not in: `nodeChange` takes them away. */
  strayMarks(node: KubeObject, settledFor: Settled): readonly string[] {
    const labels = Object.entries(node.metadata.labels ?? {})
    return labels.flatMap(([key, value]) => {
      if (settledFor.given.labels[key] !== undefined) return []
      const isStray = unitDialects.some(({ kind, markOf }) => {
        if (markOf === undefined) return false
        return [key, value].some((name) => {
          const unit = this.#cluster.object(kind, name)
          const mark = unit === undefined ? undefined : markOf(unit)
          return mark !== undefined && mark[0] === key && mark[1] === value
        })
      })
      return isStray ? [key] : []
    })
  }

  /** The members of a unit, as its status tells of them. */
  seen(of: Resource, name: string): SeenMembers {
    const dialect = dialectOf(of)
    const unit = keyOf(of, name)
    const wrong = this.#wrong(unit)
    const chosen = this.#nodesOf(unit).toSorted()
    const nodes = chosen.flatMap((each) => this.#cluster.node(each) ?? [])
    const holder = (node: KubeObject) => (dialect.isExclusive ? this.#holder(dialect, node) : name)
    const choosers = dialect.of === 'nodes' ? this.#nodes : this.#groups
    return {
      members: nodes.filter((node) => holder(node) === name),
      others: nodes.flatMap((node) => {
        const other = holder(node) ?? name
        return other === name ? [] : [{ node, unit: other }]
      }),
      missing: wrong === undefined ? choosers.missing(unit).toSorted() : [],
      units: this.#groups.chosenBy(unit).toSorted(),
      problems:
        wrong === undefined ? [...this.#notMade(unit), ...this.#notGiven(unit, chosen)] : [wrong],
    }
  }

  /** The groups that a unit of units is in, by name. */
  groupsOf(unitName: string): ReadonlySet<string> {
    return new Set(this.#groups.choosersOf(unitName).map((each) => splitKey(each)[1]))
  }

  /** What is wrong with the choice of a unit. */
  #wrong(key: string): Problem | undefined {
    const unit = this.#unit(key)
    const choice = unit?.dialect.choice(unit.object)
    return choice !== undefined && isProblem(choice) ? choice : undefined
  }

  /** Units that a group would make and whose names others have. */
  #notMade(key: string): readonly Problem[] {
    const group = this.#unit(key)
    const made = group?.dialect.makes?.(group.object, this.#cluster) ?? []
    return made.flatMap(({ metadata: { name } }) => {
      const there = this.#cluster.object(nodeUnit.kind, name)
      if (there === undefined || this.groupsOf(name).has(splitKey(key)[1])) return []
      const reason = `expected no other NodeUnit ${name}: it is found by its nodes' labels, and is not this group's`
      return [{ field: 'spec.autoFindNodeKeys', reason }]
    })
  }

  /** What a unit could not give its nodes; of each gift one node is told. */
  #notGiven(unit: string, nodes: readonly string[]): readonly Problem[] {
    const problems = nodes.flatMap((node) =>
      this.settledFor(node).problems.filter((each) => each.unit === unit),
    )
    return [...new Map(problems.map(({ problem }) => [problem.field, problem])).values()]
  }

  #setNode(name: string): void {
    const node = this.#cluster.node(name)
    if (node === undefined) this.#takenNodes.delete(name)
    else this.#takenNodes.set(name, node)
    this.#nodes.setThing(name, node && withAnnotations(ownLabels(node), ownAnnotations(node)))
  }

  #setUnit(of: Resource, name: string): void {
    const dialect = dialectOf(of)
    const found = this.#cluster.object(dialect.kind, name)
    if (found === undefined) this.#takenUnits.delete(keyOf(of, name))
    else this.#takenUnits.set(keyOf(of, name), found)
    const unit = found?.metadata.deletionTimestamp === undefined ? found : undefined
    const choosers = dialect.of === 'nodes' ? this.#nodes : this.#groups
    const choice = unit === undefined ? undefined : this.#choice({ dialect, object: unit })
    choosers.setChooser(keyOf(of, name), choice)
    if (dialect !== nodeUnit) return
    const { labels, annotations } = unit?.metadata ?? {}
    this.#groups.setThing(name, unit && withAnnotations(labels, annotations))
  }

  /** While a manifest is wrong, those stay that bear the unit's mark. */
  #choice({ dialect, object }: Unit): Choice {
    const choice = dialect.choice(object)
    if (!isProblem(choice)) return choice
    const mark = dialect.markOf?.(object)
    const names = mark === undefined ? this.#marked(object) : this.#bearers(mark)
    return { names: [...names], selectors: [] }
  }

  #bearers([key, value]: readonly [string, string]): Iterable<string> {
    return this.#cluster.valuesOf(key).get(value) ?? []
  }

  /** The units that bear the mark of their group. */
  #marked({ metadata: { name } }: KubeObject): readonly string[] {
    return [...this.#cluster.objects(nodeUnit.kind)]
      .filter(({ metadata: { labels = {} } }) => labels[name] !== undefined)
      .map(({ metadata }) => metadata.name)
  }

  #nodesOf(unit: string): readonly string[] {
    const within = this.#groups.chosenBy(unit).flatMap((each) => this.#nodesOf(unitKey(each)))
    return [...new Set([...this.#nodes.chosenBy(unit), ...within])]
  }

  #concernedBy(unit: string): { nodes: readonly string[]; units: readonly string[] } {
    const nodes = new Set([...this.#nodesOf(unit), ...this.#strays(unit)])
    const units = new Set(this.#groups.chosenBy(unit).map(unitKey))
    const [resource, name] = splitKey(unit)
    if (resource === resourceKey(nodeUnit.kind))
      for (const group of this.#groups.choosersOf(name)) units.add(group)
    for (const node of nodes) for (const other of this.#nodes.choosersOf(node)) units.add(other)
    return { nodes: [...nodes], units: [...units] }
  }

  /** The nodes that bear a unit's mark, whether they are in it or not. */
  #strays(key: string): Iterable<string> {
    const unit = this.#unit(key)
    const mark = unit?.dialect.markOf?.(unit.object)
    return mark === undefined ? [] : this.#bearers(mark)
  }

  /** Groups that would make another unit for a node than they did for its labels before. */
  #findersOf(name: string, before: Readonly<Record<string, string>> = {}): readonly string[] {
    const now = this.#nodes.labelsOf(name) ?? {}
    return unitDialects.flatMap(({ kind, finds }) => {
      if (finds === undefined) return []
      return [...this.#cluster.objects(kind)]
        .filter((group) => finds(group, before) !== finds(group, now))
        .map(({ metadata }) => keyOf(kind, metadata.name))
    })
  }

  #units(keys: Iterable<string>): readonly Unit[] {
    return [...new Set(keys)].flatMap((key) => this.#unit(key) ?? [])
  }

  #unit(key: string): Unit | undefined {
    const [resource, name] = splitKey(key)
    const dialect = unitDialects.find(({ kind }) => resourceKey(kind) === resource)
    const object = dialect === undefined ? undefined : this.#cluster.object(dialect.kind, name)
    return dialect === undefined || object === undefined ? undefined : { dialect, object }
  }

  /** What the units of a node give it: in the order of kinds, the oldest first. */
  #claims(node: KubeObject): readonly Claim[] {
    const { name } = node.metadata
    const own = this.#units(this.#nodes.choosersOf(name))
      .filter(({ dialect, object }) =>
        dialect.isExclusive ? this.#holder(dialect, node) === object.metadata.name : true,
      )
      .map((unit) => ({ unit, within: unit }))
    const groups = own.flatMap(({ unit }) =>
      unit.dialect !== nodeUnit
        ? []
        : this.#units(this.#groups.choosersOf(unit.object.metadata.name)).map((group) => ({
            unit: group,
            within: unit,
          })),
    )
    return [...own, ...groups]
      .toSorted((a, b) => byAge(a.unit, b.unit) || byAge(a.within, b.within))
      .map(({ unit: { dialect, object }, within }) => ({
        unit: keyOf(dialect.kind, object.metadata.name),
        words: `${dialect.kind.kind} ${object.metadata.name}`,
        gift: dialect.gives(object, node, within.object.metadata.name),
      }))
  }

  /** The one unit of its kind that has a node: the one whose mark the node bears, else the oldest. */
  #holder(dialect: UnitDialect, node: KubeObject): string | undefined {
    const wanting = this.#units(this.#nodes.choosersOf(node.metadata.name))
      .filter((unit) => unit.dialect === dialect)
      .toSorted(byAge)
    const labels = node.metadata.labels ?? {}
    const bears = ({ object }: Unit) => {
      const mark = dialect.markOf?.(object)
      return mark !== undefined && labels[mark[0]] === mark[1]
    }
    return (wanting.find(bears) ?? wanting[0])?.object.metadata.name
  }
}
