// The clocks of a simulated world's machines: each may be wrong, and go too fast or too slow.
import type { MonoMs } from '../../src/kernel/time.ts'
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import type { SimClock } from '../sim-process.ts'

/** How a clock is wrong from now on. */
export interface ClockFault {
  /** How far the wall clock is set ahead of the world's; back where negative. */
  readonly aheadMs: number
  /** What it gains on the world's time, as a share of it; its timers come so much sooner. Right where left out. */
  readonly drift?: number
}

/** How far each machine's clocks are from the world's. */
export interface MachineClocks {
  readonly set: (machine: string, fault: ClockFault) => void
  /** When a machine's clock was set back last. */
  readonly setBackMs: (machine: string) => number | undefined
  /** The clock of a process on that machine: whole milliseconds on the wall, as everywhere. */
  readonly on: (machine: string, clock: SimClock) => SimClock
}

interface State {
  aheadMs: number
  drift: number
  /** When that began, and what timers had gained by then. */
  sinceMs: number
  gainedMs: number
}

/** More than any rounding: a timer that has fired finds its time to have come. */
const beyondRoundingMs = 1 / 1_024

/** Clocks that are all right. */
export function createMachineClocks(now: () => number): MachineClocks {
  const setBack = new Map<string, number>()
  const states = new Map<string, State>()
  const stateOf = (machine: string): State => {
    const known = states.get(machine)
    if (known !== undefined) return known
    const right: State = { aheadMs: 0, drift: 0, gainedMs: 0, sinceMs: 0 }
    states.set(machine, right)
    return right
  }
  const driftedMs = ({ sinceMs, drift }: State): number =>
    drift === 0 ? 0 : (now() - sinceMs) * drift
  return {
    set: (machine, { aheadMs, drift = 0 }) => {
      const state = stateOf(machine)
      const since = driftedMs(state)
      if (aheadMs < state.aheadMs + since) setBack.set(machine, now())
      const gainedMs = state.gainedMs + since
      Object.assign(state, { aheadMs, drift, gainedMs, sinceMs: now() })
    },
    setBackMs: (machine) => setBack.get(machine),
    on: (machine, clock) => {
      const state = stateOf(machine)
      return {
        ...clock,
        mono: (): MonoMs => monoMs(clock.mono() + state.gainedMs + driftedMs(state)),
        wall: () => wallMs(Math.floor(clock.wall() + state.aheadMs + driftedMs(state))),
        after: (delayMs, fire) =>
          state.drift === 0
            ? clock.after(delayMs, fire)
            : clock.after(delayMs / (1 + state.drift) + beyondRoundingMs, fire),
      }
    },
  }
}
