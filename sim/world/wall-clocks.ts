// The wall clocks of a simulated world's machines, each of which may be wrong.
import { wallMs } from '../../src/kernel/time.ts'
import type { SimClock } from '../sim-process.ts'

/** How far each machine's wall clock is from the world's. */
export interface WallClocks {
  readonly set: (machine: string, aheadMs: number) => void
  /** When a machine's clock was set back last. */
  readonly setBackMs: (machine: string) => number | undefined
  /** The clock of a process on that machine: whole milliseconds, as everywhere. */
  readonly on: (machine: string, clock: SimClock) => SimClock
}

/** Clocks that are all right. */
export function createWallClocks(now: () => number): WallClocks {
  const setBack = new Map<string, number>()
  const ahead = new Map<string, number>()
  return {
    set: (machine, aheadMs) => {
      if (aheadMs < (ahead.get(machine) ?? 0)) setBack.set(machine, now())
      ahead.set(machine, aheadMs)
    },
    setBackMs: (machine) => setBack.get(machine),
    on: (machine, clock) => ({
      ...clock,
      wall: () => wallMs(Math.floor(clock.wall() + (ahead.get(machine) ?? 0))),
    }),
  }
}
