// Units by name: how an index calls them, and which comes first.
import { assert } from '../../kernel/assert.ts'
import { resourceKey } from '../../objects/object.ts'
import type { KubeObject, Resource } from '../../objects/object.ts'
import { nodeUnit } from './node-unit.ts'
import type { UnitDialect } from './unit-dialect.ts'
import { unitDialects } from './units.ts'

/** A unit: its kind, and its object as the cluster has it. */
export interface Unit {
  readonly dialect: UnitDialect
  readonly object: KubeObject
}

/** A unit's name within the index. */
export const keyOf = (of: Resource, name: string): string => `${resourceKey(of)}/${name}`
/** The same for a NodeUnit of SuperEdge, of which groups consist. */
export const unitKey = (name: string): string => keyOf(nodeUnit.kind, name)

/** A resource's key and a name. */
export function splitKey(key: string): readonly [resource: string, name: string] {
  const at = key.lastIndexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
}

/** How units of a kind are read. */
export function dialectOf(of: Resource): UnitDialect {
  const dialect = unitDialects.find(({ kind }) => resourceKey(kind) === resourceKey(of))
  assert(dialect !== undefined, 'a kind of units')
  return dialect
}

/** In the order of kinds; of one kind the oldest first, then by name. */
export function byAge(a: Unit, b: Unit): number {
  const kinds = unitDialects.indexOf(a.dialect) - unitDialects.indexOf(b.dialect)
  const text = ({ object: { metadata } }: Unit) =>
    `${metadata.creationTimestamp ?? ''} ${metadata.name}`
  return kinds || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0)
}
