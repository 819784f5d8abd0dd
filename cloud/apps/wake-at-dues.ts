// The next moment at which a unit of some app is to be looked at again: the end of a grace.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { UnitName } from '../../src/apps/dialect.ts'
import type { App } from './app.ts'

/** Calls `touch` for each unit that is due, at the earliest due of all. */
export function wakeAtDues(
  clock: Clock,
  apps: Iterable<App>,
  touch: (app: string, unit: UnitName) => void,
): Cancel {
  const all = [...apps].flatMap(({ key, dues }) =>
    [...dues].map(([unit, due]) => ({ key, unit, due })),
  )
  if (all.length === 0) return () => {}
  const first = all.reduce((least, { due }) => Math.min(least, due), Infinity)
  return clock.after(Math.max(0, first - clock.wall()), () => {
    const now = clock.wall()
    for (const { key, unit, due } of all) if (due <= now) touch(key, unit)
  })
}
