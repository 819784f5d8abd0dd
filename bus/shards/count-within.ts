// How much of a list goes at once.

/** How many of a list fit a bound, from the first on; at least one of those there are. */
export function countWithin<T>(
  list: readonly T[],
  bytesMax: number,
  bytesOf: (one: T) => number,
): number {
  let bytes = 0
  const end = list.findIndex((one, i) => {
    bytes += bytesOf(one)
    return i > 0 && bytes > bytesMax
  })
  return end === -1 ? list.length : end
}
