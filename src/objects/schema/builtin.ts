// The types of the built-in kinds.
import type { ResourceKind } from '../object.ts'
import { accessTypes } from './access-types.ts'
import { clusterTypes } from './cluster-types.ts'
import { definitionsTypes } from './definitions-types.ts'
import { metaTypes } from './meta-types.ts'
import { networkTypes } from './network-types.ts'
import { nodesTypes } from './nodes-types.ts'
import { podsTypes } from './pods-types.ts'
import { readSchema } from './schema.ts'
import type { Schema } from './schema.ts'
import { volumesTypes } from './volumes-types.ts'
import { workloadsTypes } from './workloads-types.ts'

/** Every type that the built-in kinds are made of. */
export const builtinSchema: Schema = readSchema(
  [
    metaTypes,
    nodesTypes,
    podsTypes,
    volumesTypes,
    workloadsTypes,
    networkTypes,
    definitionsTypes,
    accessTypes,
    clusterTypes,
  ].join('\n'),
)

const renamed: Readonly<Record<string, string>> = {
  '/Event': 'CoreEvent',
  'events.k8s.io/Event': 'EventsEvent',
}

/** A kind by its names; `custom` if a definition made it. */
export interface NamedKind extends Pick<ResourceKind, 'group' | 'kind'> {
  readonly custom?: boolean
}

/** The name of a kind's type; undefined for kinds whose fields are not written down. */
export function typeOf({ group, kind, custom = false }: NamedKind): string | undefined {
  if (custom || (group.includes('.') && !group.endsWith('.k8s.io'))) return undefined
  const name = kind === 'Event' ? (renamed[`${group}/${kind}`] ?? kind) : kind
  return builtinSchema.get(name)?.has('metadata') === true ? name : undefined
}
