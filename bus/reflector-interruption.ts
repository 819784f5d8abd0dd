// A reflector's troubles: each fault is told, their end once, and how long they have lasted is known.
import type { Cancel, Clock } from './clock.ts'
import type { Reflection } from './reflector-known.ts'

/** Troubles as they come and go. */
export interface Interruption {
  readonly begins: (why: Error) => void
  /** The server was heard just now. */
  readonly heard: () => void
  readonly ends: () => void
  readonly lastedMs: () => number
  readonly stop: Cancel
}

/**
 * Tells each fault, and once that it is over. A fault may be as old as the silence before it: of a connection that is cut nobody is
 * told; and a process that stood still for over `stillMs` learns of it late, too.
 */
export function interruption(
  to: Pick<Reflection, 'broke' | 'resumed'>,
  clock: Clock,
  stillMs: number,
): Interruption {
  let since: number | undefined
  let heardAt = clock.mono()
  const still = standstill(clock, stillMs, (from) => {
    if (since !== undefined) since = Math.min(since, from)
  })
  return {
    begins: (why) => {
      since ??= Math.min(heardAt, still.from() ?? heardAt)
      to.broke(why)
    },
    heard: () => {
      heardAt = clock.mono()
    },
    ends: () => {
      if (since !== undefined) to.resumed()
      since = undefined
    },
    // An orderly end is no trouble, but if it was heard late, it is as old.
    lastedMs: () => clock.mono() - (since ?? still.from() ?? clock.mono()),
    stop: still.stop,
  }
}

/** Looks at the clock again and again: when a look comes late, the process stood still since the one before. */
function standstill(clock: Clock, stillMs: number, stood: (from: number) => void) {
  let lookedAt = clock.mono()
  let from: number | undefined
  let cancel: Cancel = () => undefined
  const next = (): void => {
    cancel = clock.after(stillMs / 2, look)
  }
  const look = (): void => {
    const now = clock.mono()
    from = now - lookedAt > stillMs ? lookedAt : undefined
    if (from !== undefined) stood(from)
    lookedAt = now
    next()
  }
  next()
  return {
    /** Since when it stood still, where that has just ended. */
    from: () => from,
    stop: () => cancel(),
  }
}
