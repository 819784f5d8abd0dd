// Whether two JSON values are the same, whatever the order of their fields.
import { isJson } from '../schema/typed.ts'

/** Deep equality of JSON values; fields that are undefined count as absent. */
export function isEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => isEqualJson(each, b[i]))
  }
  if (!isJson(a) || !isJson(b)) return false
  return (
    Object.keys(a).every((key) => isEqualJson(a[key], b[key])) &&
    Object.keys(b).every((key) => b[key] === undefined || a[key] !== undefined)
  )
}
