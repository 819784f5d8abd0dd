// Whether an object in the cluster still is what was applied: whatever was written holds, what others added may stand.
import type { KubeObject } from '../objects/object.ts'
import { isJson, type Json } from '../objects/schema/typed.ts'

/** Whether every field of `wanted` is so in `live`; lists are as long, so that nothing crept into them. */
export function holds(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      // A server leaves out empty lists.
      (wanted.length === 0 && live === undefined) ||
      (Array.isArray(live) &&
        live.length === wanted.length &&
        wanted.every((each, at) => holds(live[at], each)))
    )
  if (isJson(wanted)) {
    const fields = isJson(live) ? live : {}
    return Object.entries(wanted).every(
      ([name, value]) => value === undefined || value === null || holds(fields[name], value),
    )
  }
  return live === wanted
}

/** What of an object says how it is wanted, beside its name: not who keeps it, nor how it fares. */
export function intentOf(object: KubeObject): Json {
  const { metadata: _metadata, status: _status, ...fields } = object as KubeObject & Json
  return fields
}

/** The labels and annotations that an object is wanted with. */
export const tagsOf = ({ metadata: { labels, annotations } }: KubeObject): Json => ({
  labels,
  annotations,
})
