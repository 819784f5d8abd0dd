// How objects of built-in kinds merge: by their types, and by what those do not say.
import { builtinSchema, typeOf } from '../schema/builtin.ts'
import type { NamedKind } from '../schema/builtin.ts'
import type { Field, FieldType } from '../schema/schema.ts'
import { deduced, mapOf, whole } from './shape.ts'
import type { ListKey, Shape } from './shape.ts'

/** Types that are replaced as a whole (`x-kubernetes-map-type: atomic`). */
const wholeTypes = new Set([
  'ConfigMapKeySelector',
  'CoreEndpointPort',
  'DiscoveryEndpointPort',
  'EndpointAddress',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'MatchResources',
  'NamedRuleWithOperations',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ParamKind',
  'ParamRef',
  'ResourceFieldSelector',
  'RoleRef',
  'ScopeSelector',
  'SecretKeySelector',
  'SecretReference',
  'Subject',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
])

/** Fields that are replaced as a whole though their types are not. */
const wholeFields = new Set([
  'PodSpec.nodeSelector',
  'PodStatus.hostIPs',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
  'ServiceSpec.selector',
])

/** Fields that merge though their types are replaced as a whole. */
const mergedFields = new Set(['PersistentVolumeSpec.claimRef'])

const protocol: ListKey = { name: 'protocol', default: 'TCP' }

/** Keys of lists that are not told apart by the one key of strategic patches. */
const listKeys: Readonly<Record<string, readonly ListKey[]>> = {
  'Container.ports': [{ name: 'containerPort' }, protocol],
  'EphemeralContainer.ports': [{ name: 'containerPort' }, protocol],
  'PodSpec.topologySpreadConstraints': [{ name: 'topologyKey' }, { name: 'whenUnsatisfiable' }],
  'ServiceSpec.ports': [{ name: 'port' }, protocol],
}

const known = new Map<string, Shape>()

/** The shape of a kind's objects: by its type, or with the metadata of all kinds and any other fields. */
export function builtinShape(kind: NamedKind): Shape {
  const type = typeOf(kind)
  return type === undefined ? withMetadata(mapOf(deduced)) : typeShape(type)
}

/** An object whose metadata is that of all kinds, and whose other fields are those of `rest`. */
export function withMetadata(rest: Shape): Shape {
  if (rest.is !== 'fields') return rest
  const own = new Map([
    ['apiVersion', whole],
    ['kind', whole],
    ['metadata', typeShape('ObjectMeta')],
  ])
  return { ...rest, declared: (name) => own.get(name) ?? rest.declared(name) }
}

function typeShape(type: string): Shape {
  const shape = known.get(type) ?? makeTypeShape(type)
  known.set(type, shape)
  return shape
}

function makeTypeShape(type: string): Shape {
  const fields = builtinSchema.get(type)
  if (fields === undefined) return deduced
  const made = new Map<string, Shape>()
  const declared = (name: string): Shape | undefined => {
    const field = fields.get(name)
    if (field === undefined) return undefined
    const shape = made.get(name) ?? fieldShape(`${type}.${name}`, field)
    made.set(name, shape)
    return shape
  }
  return { is: 'fields', declared }
}

function fieldShape(place: string, { type, mergeKey }: Field): Shape {
  if (wholeFields.has(place)) return whole
  if (type.of === 'object' && mergedFields.has(place)) return typeShape(type.type)
  if (type.of !== 'list' || mergeKey === undefined) return valueShape(type)
  if (mergeKey === '') return { is: 'set' }
  const keys = listKeys[place] ?? [{ name: mergeKey }]
  return { is: 'keyed', keys, item: () => valueShape(type.item) }
}

function valueShape(type: FieldType): Shape {
  if (type.of === 'map') return mapOf(valueShape(type.value))
  if (type.of !== 'object') return type.of === 'scalar' && type.scalar === 'any' ? deduced : whole
  return wholeTypes.has(type.type) ? whole : typeShape(type.type)
}
