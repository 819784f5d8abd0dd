// Drops the fields that a definition's schema does not know.
import { isJson } from '../schema/typed.ts'
import { descend, fieldSchema, identityFields } from './structural.ts'
import type { Structural } from './structural.ts'

/** A value without unknown fields, and their paths. */
export interface Pruned {
  readonly value: unknown
  readonly unknown: readonly string[]
}

/** Prunes an object by the schema of its kind; its identity stays. */
export function pruned(schema: Structural, object: unknown): Pruned {
  const unknown: string[] = []
  const keeping = (each: Structural, value: unknown, path: string, isRoot: boolean): unknown => {
    const known = isJson(value) ? knownFields(each, value, isRoot) : value
    if (isJson(value) && isJson(known)) {
      const dropped = Object.keys(value).filter((name) => !(name in known))
      unknown.push(...dropped.map((name) => `${path}.${name}`.replace(/^\./, '')))
    }
    return descend(each, known, (next, inner, step) => keeping(next, inner, path + step, false))
  }
  return { value: keeping(schema, object, '', true), unknown }
}

function knownFields(
  schema: Structural,
  value: Readonly<Record<string, unknown>>,
  isRoot: boolean,
): Readonly<Record<string, unknown>> {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return value
  const hasIdentity = isRoot || schema['x-kubernetes-embedded-resource'] === true
  const known = Object.entries(value).filter(
    ([name]) =>
      fieldSchema(schema, name) !== undefined || (hasIdentity && identityFields.includes(name)),
  )
  return Object.fromEntries(known)
}
