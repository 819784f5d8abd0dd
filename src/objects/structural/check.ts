// Whether a schema is structural: what a real API server demands of the schemas of definitions.
import { forbiddenField, invalidValue, required } from '../answers/invalid.ts'
import type { FieldError } from '../answers/invalid.ts'
import { isEqualJson } from '../patches/equal.ts'
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { structuralErrors } from './errors.ts'
import { pruned } from './pruned.ts'
import type { Structural } from './structural.ts'

const preserves = 'x-kubernetes-preserve-unknown-fields'
const either = 'x-kubernetes-int-or-string'
const embeds = 'x-kubernetes-embedded-resource'
const listType = 'x-kubernetes-list-type'
const listKeys = 'x-kubernetes-list-map-keys'
const mapType = 'x-kubernetes-map-type'

/** What no schema of a definition may say. */
const forbidden = ['definitions', 'dependencies', 'deprecated', 'id', 'patternProperties', '$ref']

/** What keeps a schema from being structural; `path` is its own (`spec.validation.openAPIV3Schema`). */
export function structureErrors(schema: Json, path: string): readonly FieldError[] {
  if (schema['type'] !== 'object') {
    return [invalidValue(`${path}.type`, schema['type'] ?? '', 'must be object at the root')]
  }
  return levelErrors(schema, path, true)
}

function levelErrors(schema: Json, path: string, isRoot = false): readonly FieldError[] {
  return [
    ...forbidden
      .filter((name) => schema[name] !== undefined)
      .map((name) => forbiddenField(`${path}.${name}`, `${name} is not supported`)),
    ...typeErrors(schema, path),
    ...fieldsErrors(schema, path),
    ...mergeErrors(schema, path),
    ...defaultErrors(schema, path),
    ...Object.entries(levelsOf(schema))
      .filter(([at]) => !isRoot || at !== 'properties[metadata]')
      .flatMap(([at, inner]) => levelErrors(inner, `${path}.${at}`)),
  ]
}

/** The levels right below a level, by where they lie. */
function levelsOf(schema: Json): Readonly<Record<string, Json>> {
  const properties = isJson(schema['properties']) ? Object.entries(schema['properties']) : []
  const named = properties.map(([name, inner]) => [`properties[${name}]`, inner] as const)
  const others = ['items', 'additionalProperties'].map((name) => [name, schema[name]] as const)
  return Object.fromEntries([...named, ...others].filter(([, inner]) => isJson(inner))) as Readonly<
    Record<string, Json>
  >
}

function typeErrors(schema: Json, path: string): readonly FieldError[] {
  const { type } = schema
  if (schema[either] === true) {
    if (type === undefined) return []
    return [forbiddenField(`${path}.type`, `must be empty if ${either} is specified`)]
  }
  if (type === undefined && schema[preserves] !== true) {
    return [required(`${path}.type`, 'must not be empty for specified object fields')]
  }
  if (schema[embeds] === true && type !== 'object') {
    return [invalidValue(`${path}.type`, type ?? '', `must be object if ${embeds} is true`)]
  }
  return []
}

function fieldsErrors(schema: Json, path: string): readonly FieldError[] {
  const { type, items, properties, additionalProperties: others } = schema
  const isBare = properties === undefined && others === undefined && schema[preserves] !== true
  return [
    ...(type === 'array' && !isJson(items) ? [required(`${path}.items`, 'must be specified')] : []),
    ...(others === false
      ? [forbiddenField(`${path}.additionalProperties`, 'must not be false')]
      : []),
    ...(properties !== undefined && others !== undefined
      ? [forbiddenField(`${path}.additionalProperties`, 'excludes properties')]
      : []),
    ...(schema[embeds] === true && isBare
      ? [required(`${path}.properties`, `or ${preserves} must be given with ${embeds}`)]
      : []),
  ]
}

/** What lists and maps say of how they merge. */
function mergeErrors(schema: Json, path: string): readonly FieldError[] {
  const keys = schema[listKeys]
  const isKeyed = schema[listType] === 'map'
  if (schema[mapType] !== undefined && schema['type'] !== 'object') {
    return [invalidValue(`${path}.type`, schema['type'] ?? '', `must be object for ${mapType}`)]
  }
  if (schema[listType] !== undefined && schema['type'] !== 'array') {
    return [invalidValue(`${path}.type`, schema['type'] ?? '', `must be array for ${listType}`)]
  }
  if (!isKeyed) {
    if (keys === undefined) return []
    return [forbiddenField(`${path}.${listKeys}`, `needs the ${listType} map`)]
  }
  if (!Array.isArray(keys) || keys.length === 0) {
    return [required(`${path}.${listKeys}`, `must not be empty for the ${listType} map`)]
  }
  return keys.flatMap((key) => keyErrors(schema['items'], String(key), path))
}

/** A key must be a field of the items that they all have. */
function keyErrors(items: unknown, key: string, path: string): readonly FieldError[] {
  const item = isJson(items) ? items : {}
  const own = isJson(item['properties']) ? item['properties'][key] : undefined
  const at = `${path}.items.properties[${key}]`
  if (!isJson(own)) return [required(at, `is a key of the list`)]
  const isAlways = Array.isArray(item['required']) && item['required'].includes(key)
  if (isAlways || own['default'] !== undefined) return []
  return [required(`${at}.default`, `must be given, or the key required: it is a key of the list`)]
}

/** A default must be a value of its own schema. */
function defaultErrors(schema: Json, path: string): readonly FieldError[] {
  const { default: usual } = schema
  if (usual === undefined) return []
  const own = schema as Structural
  const kept = pruned({ type: 'object', properties: { default: own } }, { default: usual }).value
  const isWhole = isEqualJson(kept, { default: usual })
  return isWhole
    ? structuralErrors(own, usual, `${path}.default`)
    : [invalidValue(`${path}.default`, usual, 'must not have unknown fields')]
}
