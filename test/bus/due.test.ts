// Dues on virtual time, against a dumb twin that looks at every key at every millisecond.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Dues, type Due } from '../../bus/due.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { monoMs, wallMs, type MonoMs } from '../../src/kernel/time.ts'

interface Step {
  readonly key: string
  readonly inMs: number | undefined
  readonly thenMs: number
}

const step = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  inMs: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
  thenMs: fc.integer({ min: 0, max: 30 }),
})

/** What fires when, if each key is looked at by itself. Every firing asks for one more, later. */
function twin(steps: readonly Step[], againMs: number): readonly string[] {
  const dues = new Map<string, number>()
  const fired: string[] = []
  let now = 0
  const run = (until: number): void => {
    for (; now < until;) {
      now += 1
      for (const key of ['a', 'b', 'c']) {
        if (dues.get(key) !== now) continue
        fired.push(`${now} ${key}`)
        if (now < 150) dues.set(key, now + againMs)
        else dues.delete(key)
      }
    }
  }
  for (const { key, inMs, thenMs } of steps) {
    if (inMs === undefined) dues.delete(key)
    else dues.set(key, now + inMs)
    run(now + thenMs)
  }
  run(now + 200)
  return fired
}

function real(steps: readonly Step[], againMs: number): readonly string[] {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  const fired: string[] = []
  const set = (key: string, at: MonoMs | undefined): void => {
    const due = known.get(key) ?? dues.add(key)
    known.set(key, due)
    dues.set(due, at)
  }
  const dues: Dues = new Dues(clock, (key) => {
    fired.push(`${schedule.now()} ${key}`)
    if (schedule.now() < 150) set(key, monoMs(clock.mono() + againMs))
  })
  const known = new Map<string, Due>()
  for (const { key, inMs, thenMs } of steps) {
    set(key, inMs === undefined ? undefined : monoMs(clock.mono() + inMs))
    schedule.run(schedule.now() + thenMs)
  }
  schedule.run(schedule.now() + 200)
  return fired
}

it('P5: every due fires at its time, whatever else is armed meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 5, max: 60 }),
      (steps, again) => {
        const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted()
        expect(sorted(real(steps, again))).toEqual(sorted(twin(steps, again)))
      },
    ),
    { numRuns: 300 },
  )
})
