// What a story stands on: processes that can be killed, and time that passes, virtual or real.
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Clock } from '../../../bus/clock.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { realDrive, virtualDrive } from '../../conformance/disk.ts'
import type { Drive } from '../../conformance/disk.ts'

/** A process; after `kill` nothing of it happens any more. */
export interface Killable {
  readonly clock: Clock
  readonly kill: () => void
}

/** The time of a story. */
export interface Ground {
  readonly spawn: () => Killable
  readonly drive: Drive
  readonly wait: (ms: number) => Promise<void>
}

/** Time passes only while somebody waits. */
export function virtualGround(seed: string): Ground {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random(seed) })
  const wait = (ms: number): Promise<void> => {
    schedule.run(schedule.now() + ms)
    return Promise.resolve()
  }
  return { spawn: schedule.spawn, drive: virtualDrive(schedule), wait }
}

/** The time of this machine; all processes are in this one. */
export const realGround: Ground = {
  spawn: () => {
    let alive = true
    const living = (fire: () => void) => () => {
      if (alive) fire()
    }
    const clock: Clock = {
      ...systemClock,
      after: (delayMs, fire) => systemClock.after(delayMs, living(fire)),
      soon: (fire) => systemClock.soon(living(fire)),
    }
    const kill = () => {
      alive = false
    }
    return { clock, kill }
  },
  drive: realDrive,
  wait: (ms) => new Promise((passed) => setTimeout(passed, ms)),
}
