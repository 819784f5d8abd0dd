// Several callbacks awaited together.

/** Starts all at once and hands over what came of each, in their order, once all have answered. */
export function gathered<T, R>(
  items: readonly T[],
  start: (item: T, at: number, done: (result: R) => void) => void,
  soon: (fire: () => void) => void,
  done: (results: readonly R[]) => void,
): void {
  const results: R[] = []
  let missing = items.length
  if (missing === 0) return soon(() => done([]))
  for (const [at, item] of items.entries())
    start(item, at, (result) => {
      results[at] = result
      missing -= 1
      if (missing === 0) done(results)
    })
}
