// The order of a merged list: the patch's own items as the patch orders them, the others where they were.

/** What tells items apart: the value of the merge key, or a scalar itself. */
export type Identity = (item: unknown) => unknown

/** Orders `merged`: items that `order` names follow it, the rest keep the order of `original`. */
export function ordered(
  merged: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  identity: Identity,
): readonly unknown[] {
  const places = { order: placesOf(order, identity), original: placesOf(original, identity) }
  const place = (item: unknown, of: keyof typeof places) => places[of].get(identity(item))
  const by = (of: keyof typeof places) => (a: unknown, b: unknown) =>
    (place(a, of) ?? Infinity) - (place(b, of) ?? Infinity) || 0
  const named = merged.filter((item) => place(item, 'order') !== undefined).toSorted(by('order'))
  const rest = merged.filter((item) => place(item, 'order') === undefined)
  return interleaved(rest.toSorted(by('original')), named, (item) => place(item, 'original'))
}

const placesOf = (items: readonly unknown[], identity: Identity): ReadonlyMap<unknown, number> =>
  new Map(items.map((item, i) => [identity(item), i] as const).toReversed())

/** Takes from `left` only what stood before the next of `right` in the original. */
function interleaved(
  left: readonly unknown[],
  right: readonly unknown[],
  place: (item: unknown) => number | undefined,
): readonly unknown[] {
  const rest = [...left]
  const result: unknown[] = []
  for (const item of right) {
    const limit = place(item)
    while (limit !== undefined && rest.length > 0 && (place(rest[0]) ?? Infinity) < limit) {
      result.push(rest.shift())
    }
    result.push(item)
  }
  return [...result, ...rest]
}
