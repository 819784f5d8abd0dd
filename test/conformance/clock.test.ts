// Clocks against their suite.
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { clockConformance } from './clock.ts'

clockConformance('of this machine', () => ({
  clock: systemClock,
  run: (ms) => new Promise((resolve) => setTimeout(resolve, ms + 5)),
}))

clockConformance('of the simulator', () => {
  const schedule = createSchedule({ wallStart: wallMs(1e12), random: random(1) })
  return {
    clock: schedule.spawn().clock,
    run: async (ms) => schedule.run(schedule.now() + ms),
  }
})
