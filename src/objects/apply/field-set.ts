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

/** What is in either set; the first itself where the other has nothing else. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b
  const below = new Map<string, FieldSet>()
  for (const [element, other] of b.below) {
    const one = a.below.get(element)
    const both = one === undefined ? other : union(one, other)
    if (both !== one) below.set(element, both)
  }
  return changedSet(a, a.isMember || b.isMember, below)
}

/** What is in both sets. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  branches(
    [...a.below].map(([element, one]) => [
      element,
      intersection(one, b.below.get(element) ?? noFields),
    ]),
    a.isMember && b.isMember,
  )

/** What is in `a` and not in `b`: `a` itself where `b` has nothing of it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const below = new Map<string, FieldSet>()
  for (const [element, other] of b.below) {
    const one = a.below.get(element)
    if (one === undefined) continue
    const left = difference(one, other)
    if (left !== one) below.set(element, left)
  }
  return changedSet(a, a.isMember && !b.isMember, below)
}

/** A set in which some branches are others, or none; itself where nothing is. */
function changedSet(
  set: FieldSet,
  isMember: boolean,
  branches: ReadonlyMap<string, FieldSet>,
): FieldSet {
  if (branches.size === 0) return set.isMember === isMember ? set : { ...set, isMember }
  const below = new Map(set.below)
  for (const [element, branch] of branches)
    if (isEmptySet(branch)) below.delete(element)
    else below.set(element, branch)
  return { isMember, below }
}

/** The set without what lies at or below `gone`, each an element of the first level; itself where it has none of them. */
export function withoutBranches(set: FieldSet, gone: readonly string[]): FieldSet {
  if (!gone.some((element) => set.below.has(element))) return set
  const kept = [...set.below].filter(([element]) => !gone.includes(element))
  return { ...set, below: new Map(kept) }
}

/** Whether two sets have the same fields. */
export function isSameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
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
