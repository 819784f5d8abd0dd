// The JSON merge patch between two values: the smallest that makes one into the other.
import { isJson, type Json } from '../schema/typed.ts'
import { isEqualJson } from './equal.ts'

/** What `mergePatch` needs to make `from` into `to`; undefined where they are the same. */
export function mergeDiff(from: Json, to: Json): Json | undefined {
  const changed: Record<string, unknown> = {}
  for (const name of Object.keys(from)) if (to[name] === undefined) changed[name] = null
  for (const [name, value] of Object.entries(to)) {
    if (value === undefined) continue
    const before = from[name]
    const inner = isJson(before) && isJson(value) ? mergeDiff(before, value) : undefined
    if (inner !== undefined) changed[name] = inner
    else if (!isEqualJson(before, value)) changed[name] = value
  }
  return Object.keys(changed).length === 0 ? undefined : changed
}
