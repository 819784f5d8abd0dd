// Since when things hold, each by its name.

/** What holds, and for how long. */
export interface Holding {
  readonly note: (name: string, holds: boolean) => void
  /** For how long it has held without a break; -1 while it does not. */
  readonly forMs: (name: string) => number
}

/** Nothing holds yet. */
export function createHolding(now: () => number): Holding {
  const since = new Map<string, number>()
  return {
    note: (name, holds) => {
      if (!holds) since.delete(name)
      else if (!since.has(name)) since.set(name, now())
    },
    forMs: (name) => now() - (since.get(name) ?? now() + 1),
  }
}
