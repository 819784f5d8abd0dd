// The schemas of a group's kinds as OpenAPI has them, made of their types.
import type { ServedKind } from '../kinds/registry.ts'
import { builtinSchema, typeOf } from '../schema/builtin.ts'
import type { Field, FieldType, Scalar } from '../schema/schema.ts'

type OpenApi = Readonly<Record<string, unknown>>

const groupVersionKind = 'x-kubernetes-group-version-kind'
const root = '#/components/schemas/'

/** Schemas by name: those of the kinds, and of all that they refer to. */
export function schemasOf(kinds: readonly ServedKind[]): Readonly<Record<string, OpenApi>> {
  const found = new Map<string, OpenApi>()
  for (const kind of kinds) {
    const type = typeOf(kind)
    const { group, version } = kind
    const identity = { [groupVersionKind]: [{ group, version, kind: kind.kind }] }
    if (type === undefined) {
      if (kind.schema !== undefined) gather(found, 'ObjectMeta')
      found.set(`${kind.group}.${kind.kind}`, { ...definedSchema(kind), ...identity })
      continue
    }
    gather(found, type)
    found.set(type, { ...found.get(type), ...identity })
  }
  return Object.fromEntries(found)
}

/** The schema that a definition gives its kind, with what every object has. */
function definedSchema({ schema }: ServedKind): OpenApi {
  if (schema === undefined) return { type: 'object' }
  const metadata = { allOf: [{ $ref: `${root}ObjectMeta` }] }
  const text = { type: 'string' }
  const properties = { apiVersion: text, kind: text, ...schema.properties, metadata }
  return { ...schema, properties }
}

/** Adds the schema of a type, and of those it refers to. */
function gather(found: Map<string, OpenApi>, type: string): void {
  if (found.has(type)) return
  const fields = [...(builtinSchema.get(type) ?? [])]
  const properties = fields.map(([name, field]) => [name, fieldSchema(field)])
  found.set(type, { type: 'object', properties: Object.fromEntries(properties) as OpenApi })
  for (const [, field] of fields) {
    const inner = referred(field.type)
    if (inner !== undefined) gather(found, inner)
  }
}

const referred = (type: FieldType): string | undefined => {
  if (type.of === 'list') return referred(type.item)
  if (type.of === 'map') return referred(type.value)
  return type.of === 'object' ? type.type : undefined
}

function fieldSchema({ type, mergeKey, retainKeys }: Field): OpenApi {
  const strategies = [
    ...(mergeKey === undefined ? [] : ['merge']),
    ...(retainKeys ? ['retainKeys'] : []),
  ]
  return {
    ...schemaOf(type),
    ...(strategies.length === 0 ? {} : { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(mergeKey === undefined || mergeKey === ''
      ? {}
      : { 'x-kubernetes-patch-merge-key': mergeKey }),
  }
}

const scalarSchemas: Readonly<Record<Scalar, OpenApi>> = {
  string: { type: 'string' },
  int: { type: 'integer' },
  number: { type: 'number' },
  bool: { type: 'boolean' },
  time: { type: 'string', format: 'date-time' },
  micro: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', format: 'byte' },
  quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  'int|string': { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  any: {},
}

function schemaOf(type: FieldType): OpenApi {
  switch (type.of) {
    case 'scalar':
      return scalarSchemas[type.scalar]
    case 'list':
      return { type: 'array', items: schemaOf(type.item) }
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.value) }
    case 'object':
      return { allOf: [{ $ref: `${root}${type.type}` }] }
  }
}
