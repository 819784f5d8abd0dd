// Small helpers to read and fill fields of objects that come from anywhere.
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'

/** The object at a field; an empty one where there is none. */
export const part = (parent: unknown, field: string): Json => {
  const value = isJson(parent) ? parent[field] : undefined
  return isJson(value) ? value : {}
}

/** The objects of the list at a field. */
export const items = (parent: unknown, field: string): readonly Json[] => {
  const value = isJson(parent) ? parent[field] : undefined
  return Array.isArray(value) ? value.filter(isJson) : []
}

/** The text at a field; empty where there is none. */
export const text = (parent: unknown, field: string): string => {
  const value = isJson(parent) ? parent[field] : undefined
  return typeof value === 'string' ? value : ''
}

/** The texts of the list at a field. */
export const texts = (parent: unknown, field: string): readonly string[] => {
  const value = isJson(parent) ? parent[field] : undefined
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** The number at a field, if it is one. */
export const count = (parent: unknown, field: string): number | undefined => {
  const value = isJson(parent) ? parent[field] : undefined
  return typeof value === 'number' ? value : undefined
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
