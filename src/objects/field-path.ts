// Simple paths into objects (`.spec.nodeName`), as field selectors and scales use them.

/** The value at a dotted path, or undefined where a part is not there. */
export function at(object: unknown, path: string): unknown {
  let value = object
  for (const part of partsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string, unknown>>)[part]
  }
  return value
}

const known = new Map<string, readonly string[]>()

/** The parts of a path; paths are few and asked for often. */
function partsOf(path: string): readonly string[] {
  const parts = known.get(path) ?? path.split('.').filter((part) => part !== '')
  if (known.size < 1000) known.set(path, parts)
  return parts
}
