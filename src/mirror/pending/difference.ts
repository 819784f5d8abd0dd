// The merge patch that leads from one JSON object to another.
import { isEqualJson } from '../../objects/patches/equal.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'

/** What is to be merged into `before` for `after`; lists are told whole. */
export function difference(before: Json, after: Json): Json {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed: Record<string, unknown> = {}
  for (const name of names) {
    const [was, is] = [before[name], after[name]]
    if (isEqualJson(was, is)) continue
    if (is === undefined || is === null) changed[name] = null
    else changed[name] = isJson(was) && isJson(is) ? difference(was, is) : is
  }
  return changed
}
