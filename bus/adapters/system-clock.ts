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
    const dueMs = performance.now() + delayMs
    let timer: NodeJS.Timeout
    const wait = (restMs: number): void => {
      timer = setTimeout(
        () => {
          // Timers count whole milliseconds of a clock that may lie a little before this one.
          const leftMs = dueMs - performance.now()
          if (leftMs > 0) wait(Math.ceil(leftMs))
          else fire()
        },
        Math.min(restMs, delayMsMax),
      )
    }
    wait(Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
  soon: (fire) => {
    setImmediate(fire)
  },
}
