// Fills in the defaults of a definition's schema.
import { isJson } from '../schema/typed.ts'
import { descend } from './structural.ts'
import type { Structural } from './structural.ts'

/** The value with the default of every field that is missing, or null where null is not allowed. */
export function defaulted(schema: Structural, value: unknown): unknown {
  return descend(schema, withDefaults(schema, value), defaulted)
}

function withDefaults(schema: Structural, value: unknown): unknown {
  if (!isJson(value) || schema.properties === undefined) return value
  const filled: Record<string, unknown> = { ...value }
  for (const [name, own] of Object.entries(schema.properties)) {
    const isMissing = filled[name] === undefined || (filled[name] === null && own.nullable !== true)
    if (isMissing && own.default !== undefined) filled[name] = own.default
    else if (filled[name] === null && own.nullable !== true) delete filled[name]
  }
  return filled
}
