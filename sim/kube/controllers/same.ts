// Whether two values of the API say the same; an absent field, null and undefined are alike.

/** Structural equality of JSON values. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return sameLists(a, b)
  const [left, right] = [a, b] as readonly Readonly<Record<string, unknown>>[]
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => same(left?.[key], right?.[key]))
}

const sameLists = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) &&
  Array.isArray(b) &&
  a.length === b.length &&
  a.every((item, at) => same(item, b[at]))

/** Counts that stay when they are 0: without them, nobody counted. */
const keptZeros = new Set(['terminatingReplicas'])

/** The merge patch that makes `fields` of `now` what is wanted (undefined means absent, and so does 0 of most counts), if any is needed. */
export function difference(
  now: object | undefined,
  wanted: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const has = (now ?? {}) as Readonly<Record<string, unknown>>
  const told = (key: string, value: unknown) =>
    value === undefined || (value === 0 && !keptZeros.has(key)) ? null : value
  const changed = Object.entries(wanted)
    .map(([key, value]) => [key, told(key, value)] as const)
    .filter(([key, value]) => !same(told(key, has[key]), value))
  return changed.length === 0 ? undefined : Object.fromEntries(changed)
}
