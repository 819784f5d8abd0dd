// The metronome on virtual time.
import { expect, it } from 'vitest'
import { metronome } from '../../edge/metronome.ts'
import type { Clock } from '../../bus/clock.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

const world = () => createSchedule({ wallStart: wallMs(0), random: random(1) })

/** A clock whose timers fire a little late, as real ones do. */
const lazy = (clock: Clock, lateMs: number): Clock => ({
  ...clock,
  after: (delayMs, fire) => clock.after(delayMs + lateMs, fire),
})

it('E4: ticks keep their pace although every timer comes late', () => {
  const schedule = world()
  const clock = lazy(schedule.spawn().clock, 40)
  const at: number[] = []
  metronome(clock, 500, () => at.push(clock.mono()))
  schedule.run(100_000)
  expect(at).toHaveLength(200)
  expect(at.at(-1)).toBe(199 * 500 + 40)
})

it('E4: ticks slept through are skipped, and the next one says how late it is', () => {
  const schedule = world()
  const { clock } = schedule.spawn()
  let asleep = 0
  const napping: Clock = {
    ...clock,
    after: (delayMs, fire) => clock.after(delayMs + asleep, fire),
  }
  const ticks: (readonly [number, number, number])[] = []
  metronome(napping, 500, (n, lateMs) => {
    ticks.push([n, lateMs, clock.mono()])
    asleep = n === 1 ? 1_700 : 0
  })
  schedule.run(3_500)
  expect(ticks).toEqual([
    [0, 0, 0],
    [1, 0, 500],
    [2, 1_700, 2_700],
    [6, 0, 3_000],
    [7, 0, 3_500],
  ])
})

it('a cancelled metronome is silent, also when cancelled by its own tick', () => {
  const schedule = world()
  const { clock } = schedule.spawn()
  let ticks = 0
  const cancel = metronome(clock, 10, () => {
    ticks += 1
    if (ticks === 3) cancel()
  })
  schedule.run(1_000)
  expect(ticks).toBe(3)
  expect(schedule.nextMs()).toBeUndefined()
})
