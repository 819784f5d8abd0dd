// Sets of fields as a tree of path elements: what a manager owns, what a write changed.

/** A node of the tree; the fields below it by path element (`f:spec`, `k:{"name":"x"}`, `v:"x"`). */
export interface FieldSet {
  /** Whether the field at this place is itself in the set. */
  readonly isMember: boolean
  readonly below: ReadonlyMap<string, FieldSet>
}

/** No fields. */
export const noFields: FieldSet = { isMember: false, below: new Map() }

/** A field alone. */
export const oneField: FieldSet = { isMember: true, below: new Map() }

/** Whether a set has no field at all. */
export const isEmptySet = ({ isMember, below }: FieldSet): boolean => !isMember && below.size === 0

/** The fields that `keep` wants, of those in one set or the other. */
function combined(
  a: FieldSet,
  b: FieldSet,
  keep: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const below = new Map<string, FieldSet>()
  for (const element of new Set([...a.below.keys(), ...b.below.keys()])) {
    const one = a.below.get(element) ?? noFields
    const both = combined(one, b.below.get(element) ?? noFields, keep)
    if (!isEmptySet(both)) below.set(element, both)
  }
  return { isMember: keep(a.isMember, b.isMember), below }
}

/** What is in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b
  return isEmptySet(b) ? a : combined(a, b, (inA, inB) => inA || inB)
}

/** What is in both sets. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  combined(a, b, (inA, inB) => inA && inB)

/** What is in `a` and not in `b`. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(b) ? a : combined(a, b, (inA, inB) => inA && !inB)

/** The set without what lies at or below `gone`, each an element of the first level. */
export function withoutBranches(set: FieldSet, gone: readonly string[]): FieldSet {
  const kept = [...set.below].filter(([element]) => !gone.includes(element))
  return { ...set, below: new Map(kept) }
}

/** Whether two sets have the same fields. */
export function isSameSet(a: FieldSet, b: FieldSet): boolean {
  if (a.isMember !== b.isMember || a.below.size !== b.below.size) return false
  return [...a.below].every(([element, each]) => {
    const other = b.below.get(element)
    return other !== undefined && isSameSet(each, other)
  })
}

/** Whether the field at a path is in the set. */
export function hasField(set: FieldSet, [element, ...rest]: readonly string[]): boolean {
  if (element === undefined) return set.isMember
  const below = set.below.get(element)
  return below !== undefined && hasField(below, rest)
}

/** The path of every field, in the order of the tree. */
export function pathsOf(set: FieldSet, at: readonly string[] = []): readonly (readonly string[])[] {
  const own = set.isMember ? [at] : []
  return [...own, ...[...set.below].flatMap(([element, each]) => pathsOf(each, [...at, element]))]
}

/** The set of these fields, below an element; nothing if there are none. */
export const branches = (
  entries: readonly (readonly [element: string, set: FieldSet])[],
  isMember = false,
): FieldSet => ({ isMember, below: new Map(entries.filter(([, set]) => !isEmptySet(set))) })
