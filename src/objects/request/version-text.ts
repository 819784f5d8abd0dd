// Resource versions as queries give them: decimal text, or nothing.
import { shown } from '../answers/invalid.ts'

/** The version, 0 for none; or what is wrong with the text, in the words of the API. */
export function parseVersion(text: string): number | { readonly complaint: string } {
  if (text === '' || text === '0') return 0
  const what = `resourceVersion: Invalid value: ${shown(text)}: strconv.ParseUint: parsing ${shown(text)}`
  if (!/^\d+$/.test(text)) return { complaint: `${what}: invalid syntax` }
  if (!Number.isSafeInteger(Number(text))) return { complaint: `${what}: value out of range` }
  return Number(text)
}
