// What is to be changed in a unit's own object: the marks of its groups, and the finalizer of the original controller.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { Cluster } from '../cluster.ts'
import { belongingTo } from './node-group.ts'
import { groupsInManifest, nodeUnit } from './node-unit.ts'
import { rememberedOf } from './given-memory.ts'
import type { Given } from './given.ts'
import type { UnitIndex } from './unit-index.ts'
import type { Unit } from './unit-keys.ts'
import { groupMark } from './unit-group.ts'

/** A merge patch of a unit's object, or undefined when nothing is to be done. */
export function unitChange(unit: Unit, index: UnitIndex, cluster: Cluster): Json | undefined {
  if (unit.object.metadata.deletionTimestamp !== undefined) return released(unit, cluster)
  return unit.dialect === nodeUnit ? grouped(unit.object, index) : undefined
}

/** The group that a node is about to leave: pods on it that are pinned to that group are to be deleted. */
export function groupLeft({ metadata: { labels = {} } }: KubeObject, given: Given) {
  const before = labels[belongingTo]
  return before === given.labels[belongingTo] ? undefined : before
}

/** Takes the finalizer away from a unit that is being deleted once no node bears anything of it. */
function released(unit: Unit, cluster: Cluster): Json | undefined {
  const { finalizers = [], resourceVersion } = unit.object.metadata
  const { finalizer } = unit.dialect
  if (finalizer === undefined || !finalizers.includes(finalizer)) return undefined
  if (isBorne(unit, cluster)) return undefined
  const others = finalizers.filter((each) => each !== finalizer)
  return { metadata: { resourceVersion, finalizers: others.length === 0 ? null : others } }
}

/** All that a unit gave a node goes with its mark, in one write. */
function isBorne({ dialect, object }: Unit, cluster: Cluster): boolean {
  const { name } = object.metadata
  const mark = dialect.markOf?.(object)
  if (mark !== undefined) return (cluster.valuesOf(mark[0]).get(mark[1])?.size ?? 0) > 0
  const named = [...cluster.valuesOf(name).values()].flatMap((nodes) => [...nodes])
  return named.some((each) => {
    const node = cluster.node(each)
    return node !== undefined && rememberedOf(node).labels[name] !== undefined
  })
}

/** The marks of the groups that a unit is in. What the original controller wrote into its manifest for others goes with theirs. */
function grouped(unit: KubeObject, index: UnitIndex): Json | undefined {
  const { name, labels = {}, resourceVersion } = unit.metadata
  const groups = index.groupsOf(name)
  const added = [...groups].filter((group) => labels[group] !== groupMark)
  const left = Object.keys(labels).filter((key) => labels[key] === groupMark && !groups.has(key))
  if (added.length === 0 && left.length === 0) return undefined
  const written = left.filter((group) => groupsInManifest(unit)[group] === name)
  const gone = (keys: readonly string[]) => keys.map((key) => [key, null] as const)
  const marks = added.map((group) => [group, groupMark] as const)
  const metadata = { resourceVersion, labels: Object.fromEntries([...marks, ...gone(left)]) }
  if (written.length === 0) return { metadata }
  return { metadata, spec: { setNode: { labels: Object.fromEntries(gone(written)) } } }
}
