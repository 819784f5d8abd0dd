// Small helpers to read and fill fields of objects that come from anywhere.
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'

/** The objects of the list at a field. */
export const items = (parent: unknown, field: string): readonly Json[] => {
  const value = isJson(parent) ? parent[field] : undefined
  return Array.isArray(value) ? value.filter(isJson) : []
}

/** `given` over `defaults`: what is given stays. */
export const filled = (defaults: Json, given: Json): Json => {
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(known) }
}

/** The parent with the list at a field mapped, if it has one. */
export function mapped(parent: Json, field: string, map: (item: Json) => Json): Json {
  const list = parent[field]
  if (!Array.isArray(list)) return parent
  return { ...parent, [field]: list.map((item: unknown) => (isJson(item) ? map(item) : item)) }
}
