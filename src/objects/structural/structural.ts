// The schema that a definition gives a kind, as far as writes heed it.
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'

/** One level of a definition's schema (`openAPIV3Schema`). */
export interface Structural {
  readonly type?: string
  readonly nullable?: boolean
  readonly properties?: Readonly<Record<string, Structural>>
  readonly additionalProperties?: Structural | boolean
  readonly items?: Structural
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
}

/** The schema of an object's field: its own, or the one that all others share; undefined if there is none. */
export function fieldSchema(schema: Structural, name: string): Structural | undefined {
  const own = schema.properties?.[name]
  if (own !== undefined) return own
  const { additionalProperties } = schema
  if (typeof additionalProperties === 'object') return additionalProperties
  return additionalProperties === true ? {} : undefined
}

/** Fields that every object at the root has, whatever its schema says. */
export const identityFields: readonly string[] = ['apiVersion', 'kind', 'metadata']

/** The schema without what it says of an object's identity, which the API itself looks after. */
export function withoutIdentity(schema: Structural): Structural {
  const properties = Object.entries(schema.properties ?? {})
  const own = properties.filter(([name]) => !identityFields.includes(name))
  const { required = [] } = schema
  return {
    ...schema,
    properties: Object.fromEntries(own),
    required: required.filter((name) => !identityFields.includes(name)),
  }
}

/** `value` with each field and each item changed by the schema that is theirs. */
export function descend(
  schema: Structural,
  value: unknown,
  change: (schema: Structural, value: unknown, step: string) => unknown,
): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined ? value : value.map((item, i) => change(items, item, `[${i}]`))
  }
  if (!isJson(value)) return value
  const fields: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) {
    const own = fieldSchema(schema, name)
    fields[name] = own === undefined ? each : change(own, each, `.${name}`)
  }
  return fields satisfies Json
}
