// The tap: the one place where rooms report what people may want to read.

/** How much attention a line deserves. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** Reports one line. `what` is constant text; everything variable is a field. */
export type Tap = (level: Level, what: string, fields?: Readonly<Record<string, unknown>>) => void

/** A tap that says each `what` at most once per `everyMs`, with the count of those left out. */
export function quietTap(tap: Tap, mono: () => number, everyMs = 60_000): Tap {
  const last = new Map<string, { at: number; held: number }>()
  return (level, what, fields) => {
    const seen = last.get(what)
    const now = mono()
    if (seen !== undefined && now - seen.at < everyMs) {
      seen.held += 1
      return
    }
    const held = seen?.held ?? 0
    last.set(what, { at: now, held: 0 })
    tap(level, what, held === 0 ? fields : { ...fields, alsoSince: held })
  }
}
