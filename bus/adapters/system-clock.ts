// The clock port on this process's own clocks and timers.
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import type { Clock } from '../clock.ts'

/** Timers of Node fire at once when asked for more. */
const delayMsMax = 2_147_483_647

/** The clocks of this machine. */
export const systemClock: Clock = {
  mono: () => monoMs(performance.now()),
  wall: () => wallMs(Date.now()),
  after: (delayMs, fire) => {
    let timer: NodeJS.Timeout
    const wait = (restMs: number): void => {
      const nowMs = Math.min(restMs, delayMsMax)
      timer = setTimeout(() => (restMs > nowMs ? wait(restMs - nowMs) : fire()), nowMs)
    }
    wait(Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
  soon: (fire) => {
    setImmediate(fire)
  },
}
