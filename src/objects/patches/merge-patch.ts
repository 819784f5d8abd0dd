// JSON merge patch: what is null goes, objects merge, everything else replaces (RFC 7386).
import { isJson } from '../schema/typed.ts'

/** The target as the patch wants it. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch
  const merged: Record<string, unknown> = isJson(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}
