// The performer and the lifecycle on virtual time.
import { expect, it } from 'vitest'
import { startAll, stopAll, type Part } from '../../bus/lifecycle.ts'
import { Performer } from '../../bus/performer.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { createSchedule } from '../../sim/schedule.ts'

interface Act {
  readonly kind: 'set'
  readonly key: string
  readonly to: number
}
const set = (key: string, to: number): Act => ({ kind: 'set', key, to })

function world(outcome: (action: Act) => Fault | undefined = () => undefined) {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  const done: string[] = []
  const out = { now: 0, most: 0 }
  const performer = new Performer<Act>({
    clock,
    random: random(2),
    perform: (action, answer) => {
      out.now += 1
      out.most = Math.max(out.most, out.now)
      const cancel = clock.after(10, () => {
        out.now -= 1
        done.push(`${schedule.now()} ${action.key}=${action.to}`)
        answer(outcome(action))
      })
      return () => {
        out.now -= 1
        cancel()
      }
    },
    answered: () => {},
    repeatMs: 1_000,
    retry: { minMs: 100, maxMs: 800 },
  })
  return { schedule, performer, done, out }
}

it('P7: one action in flight per key, and what is no longer wanted is cancelled', () => {
  const { schedule, performer, done, out } = world()
  performer.want('n', [set('a', 1)])
  performer.want('n', [set('a', 2)])
  performer.want('n', [set('a', 3)])
  schedule.run(500)
  expect(done).toEqual(['10 a=1', '20 a=3'])
  expect(out.most).toBe(1)
  performer.want('n', [set('b', 1)])
  performer.want('n', [])
  schedule.run(5_000)
  expect(done).toHaveLength(2)
  expect(performer.inFlight()).toBe(0)
})

it('P8: repeats a success after the repeat time and a failure after a growing back-off', () => {
  const { schedule, performer, done } = world()
  performer.want('n', [set('a', 1)])
  schedule.run(2_500)
  expect(done).toEqual(['10 a=1', '1020 a=1', '2030 a=1'])
  const failing = world(() => new Fault('UNREACHABLE', 'no way'))
  failing.performer.want('n', [set('a', 1)])
  failing.schedule.run(10_000)
  const times = failing.done.map((line) => Number(line.split(' ')[0]))
  const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0) - 10)
  expect(waits[0]).toBeLessThanOrEqual(100)
  expect(Math.max(...waits)).toBeGreaterThan(400)
  expect(Math.max(...waits)).toBeLessThanOrEqual(801)
})

it('P9: parts start in order, stop in reverse, and a failed start stops what had started', () => {
  const { schedule } = world()
  const { clock } = schedule.spawn()
  const told: string[] = []
  const part = (name: string, fault?: Fault): Part => ({
    name,
    start: (done) => clock.soon(() => (told.push(`start ${name}`), done(fault))),
    stop: (done) => clock.soon(() => (told.push(`stop ${name}`), done())),
  })
  startAll([part('a'), part('b'), part('c', new Fault('CLOSED', 'broken'))], (fault) => {
    told.push(`failed ${fault?.code}`)
  })
  schedule.run(10)
  expect(told).toEqual(['start a', 'start b', 'start c', 'stop b', 'stop a', 'failed CLOSED'])
  told.length = 0
  stopAll([part('a'), part('b')], () => told.push('done'))
  schedule.run(20)
  expect(told).toEqual(['stop b', 'stop a', 'done'])
})
