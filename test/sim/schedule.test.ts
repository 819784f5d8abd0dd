// The virtual clock: order at one instant, processes that end, and the same world for the same seed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { createMachineClocks } from '../../sim/world/machine-clocks.ts'

const world = (seed: number | string = 1) =>
  createSchedule({ wallStart: wallMs(1_000_000), random: random(seed) })

describe('the schedule', () => {
  it('fires in order of time, and time stands where it was told to stop', () => {
    const schedule = world()
    const { clock } = schedule.spawn()
    const heard: [string, number][] = []
    clock.after(30, () => heard.push(['c', clock.mono()]))
    clock.after(10, () => {
      heard.push(['a', clock.wall()])
      clock.after(5, () => heard.push(['b', schedule.now()]))
    })
    schedule.run(20)
    expect(heard).toEqual([
      ['a', 1_000_010],
      ['b', 15],
    ])
    expect(schedule.now()).toBe(20)
    expect(schedule.nextMs()).toBe(30)
    schedule.run(30)
    expect(heard.at(-1)).toEqual(['c', 30])
    expect(schedule.nextMs()).toBeUndefined()
  })

  it('W97: what is still to come counts neither what happened nor what was cancelled, however often', () => {
    const schedule = world()
    const { clock } = schedule.spawn()
    const cancels = [10, 20, 30].map((ms) => clock.after(ms, () => {}))
    expect(schedule.waiting()).toBe(3)
    cancels[1]?.()
    cancels[1]?.()
    expect(schedule.waiting()).toBe(2)
    schedule.run(15)
    cancels[0]?.()
    expect(schedule.waiting()).toBe(1)
    schedule.run(30)
    cancels[2]?.()
    expect(schedule.waiting()).toBe(0)
  })

  it('W1: a timer that has fired finds its time to have come, whatever fractions were asked for', () => {
    const part = fc
      .tuple(fc.nat({ max: 1e7 }), fc.integer({ min: 1, max: 9 }))
      .map(([a, b]) => a / b)
    fc.assert(
      fc.property(part, part, part, (bornMs, askedMs, delayMs) => {
        const schedule = world()
        schedule.run(bornMs)
        const { clock } = schedule.spawn()
        schedule.run(bornMs + askedMs)
        const dueMs = clock.mono() + delayMs
        let firedMs = -1
        clock.after(dueMs - clock.mono(), () => (firedMs = clock.mono()))
        schedule.run(3e7)
        expect(firedMs).toBeGreaterThanOrEqual(dueMs)
        expect(firedMs).toBeLessThan(dueMs + 0.01)
      }),
    )
  })

  it('never calls synchronously, and calls turns of one process in the order they were asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, count) => {
        const schedule = world(seed)
        const heard = new Map<number, number[]>()
        for (const name of [0, 1, 2]) {
          const { clock } = schedule.spawn()
          const own: number[] = []
          heard.set(name, own)
          for (let i = 0; i < count; i++) {
            clock.soon(() => {
              own.push(i)
              clock.soon(() => own.push(count + i))
            })
          }
          expect(own).toEqual([])
        }
        schedule.settle()
        const inOrder = Array.from({ length: 2 * count }, (_, i) => i)
        for (const own of heard.values()) expect(own).toEqual(inOrder)
      }),
    )
  })

  it('mixes the processes of one instant differently for different seeds, and alike for one', () => {
    const orderOf = (seed: number) => {
      const schedule = world(seed)
      const heard: number[] = []
      for (let i = 0; i < 8; i++) schedule.spawn().clock.after(5, () => heard.push(i))
      schedule.run(5)
      return heard.join('')
    }
    expect(orderOf(7)).toBe(orderOf(7))
    expect(new Set([1, 2, 3, 4, 5].map(orderOf)).size).toBeGreaterThan(1)
  })

  it('forgets cancelled timers and the timers of a killed process', () => {
    const schedule = world()
    const [one, two] = [schedule.spawn(), schedule.spawn()]
    const heard: string[] = []
    const cancel = one.clock.after(5, () => heard.push('cancelled'))
    one.clock.after(5, () => heard.push('kept'))
    two.clock.after(5, () => heard.push('of the dead'))
    cancel()
    cancel()
    two.kill()
    schedule.run(10)
    expect(heard).toEqual(['kept'])
    expect(schedule.spawn().clock.mono()).toBe(0)
  })

  it('keeps many timers in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.integer(), (delays, seed) => {
        const schedule = world(seed)
        const { clock } = schedule.spawn()
        const heard: number[] = []
        for (const delay of delays) clock.after(delay, () => heard.push(delay))
        schedule.run(50)
        expect(heard).toEqual(delays.toSorted((a, b) => a - b))
      }),
    )
  })
})

it('W143: a timer on a clock that drifts finds its time to have come, and the clock never goes back', () => {
  const drifts = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { maxLength: 4 })
  const delays = fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { maxLength: 20 })
  fc.assert(
    fc.property(drifts, delays, (each, all) => {
      const schedule = world()
      const clocks = createMachineClocks(schedule.now)
      const clock = clocks.on('node', schedule.spawn().clock)
      let last = clock.mono()
      const looks = (): void => {
        expect(clock.mono()).toBeGreaterThanOrEqual(last)
        last = clock.mono()
      }
      each.forEach((drift, i) => {
        schedule.run(i * 1_000)
        clocks.set('node', { aheadMs: 0, drift })
        looks()
        for (const delayMs of all) {
          const due = clock.mono() + delayMs
          clock.after(delayMs, () => {
            looks()
            if (each.length === 1) expect(last).toBeGreaterThanOrEqual(due)
          })
        }
      })
      schedule.run(20_000)
    }),
  )
})
