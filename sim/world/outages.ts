// How long outages last: what a cut link held back may come as long after its end as it lasted, and is old then.

/** No pause between two tries of a sender is longer. */
const pauseMsMax = 60_000

/** The outages of some parties, each by its name. */
export interface Outages {
  /** Looks at one; called whenever something may have changed. */
  readonly note: (name: string, isOut: boolean) => void
  /** Whether nothing can come any more that its last outage held back. */
  readonly isOver: (name: string) => boolean
}

interface Outage {
  readonly fromMs: number
  toMs: number | undefined
}

/** Nobody has had one yet. */
export function createOutages(now: () => number): Outages {
  const last = new Map<string, Outage>()
  return {
    note: (name, isOut) => {
      const outage = last.get(name)
      const isOn = outage !== undefined && outage.toMs === undefined
      if (isOut && !isOn) last.set(name, { fromMs: now(), toMs: undefined })
      if (!isOut && isOn) outage.toMs = now()
    },
    isOver: (name) => {
      const outage = last.get(name)
      if (outage === undefined) return true
      const { fromMs, toMs } = outage
      return toMs !== undefined && now() - toMs >= Math.min(pauseMsMax, toMs - fromMs)
    },
  }
}
