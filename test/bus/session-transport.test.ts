// The transport of sessions: how it tries, and that it never stops trying.
import { expect, it } from 'vitest'
import { createOutbox } from '../../bus/outbox.ts'
import { createSessionTransport } from '../../bus/session-transport.ts'
import type { Session, SessionEvents } from '../../bus/session-transport.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

const idle: Session = {
  publish: () => {},
  subscribe: (_, done) => done(),
  unsubscribe: () => {},
  end: (done) => done(),
  destroy: () => {},
}

/** A transport whose sessions fail at once, unless told otherwise; with the times of its tries. */
function trying(
  seed: number,
  answer: (events: SessionEvents, tries: number) => void,
  silenceMs = 3_000,
  retryMsMax?: number,
) {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(seed) })
  const { clock } = schedule.spawn()
  const tries: number[] = []
  const said: string[] = []
  const transport = createSessionTransport(
    {
      clock,
      random: random(seed),
      tap: (_, what) => said.push(what),
      name: 'bus',
      silenceMs,
      ...(retryMsMax === undefined ? {} : { retryMsMax }),
    },
    (events) => {
      tries.push(schedule.now())
      clock.soon(() => answer(events, tries.length))
      return idle
    },
  )
  return { schedule, transport, tries, said }
}

const gaps = (times: readonly number[]) => times.slice(1).map((at, i) => at - (times[i] ?? 0))

it('B18: tries go on for ever, wait longer and longer up to a third of the silence, and never in step', () => {
  const one = trying(1, (events) => events.down('refused'))
  const other = trying(2, (events) => events.down('refused'))
  for (const { schedule } of [one, other]) schedule.run(3_600_000)
  const waits = gaps(one.tries)
  expect(one.tries.length).toBeGreaterThan(3_600)
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000)
  expect(waits[0]).toBeLessThanOrEqual(100)
  expect(Math.min(...waits.slice(10))).toBeGreaterThanOrEqual(500)
  expect(waits).not.toEqual(gaps(other.tries))
  expect(one.said).toEqual(['bus not reached'])
})

it('C36: a cloud that lost its bus tries again each second, however long it was away', () => {
  const { schedule, tries } = trying(5, (events) => events.down('refused'), 40_000, 1_000)
  schedule.run(600_000)
  expect(Math.max(...gaps(tries))).toBeLessThanOrEqual(1_000)
  expect(Math.min(...gaps(tries))).toBeGreaterThanOrEqual(500)
})

it('B18: a connection that was up is tried again quickly', () => {
  const { schedule, tries } = trying(3, (events, count) => {
    if (count !== 8) return events.down('refused')
    events.up({ payloadBytesMax: 1_000, streams: false })
    events.down('lost')
  })
  schedule.run(60_000)
  expect(gaps(tries)[7]).toBeLessThanOrEqual(100)
})

it('B18: a closed transport tries no more', () => {
  const { schedule, transport, tries } = trying(4, (events) => events.down('refused'))
  schedule.run(10_000)
  let closed = 0
  transport.close(() => (closed += 1))
  const before = tries.length
  schedule.run(60_000)
  expect([closed, tries.length]).toEqual([1, before])
})

it('B18: a transport that is closed by who hears of its loss tries no more', () => {
  const { schedule, transport, tries } = trying(5, (events) => {
    events.up({ payloadBytesMax: 1_000, streams: false })
    events.down('lost')
  })
  let before = 0
  transport.watch((link) => {
    if (link === 'up' || tries.length < 3) return
    before = tries.length
    transport.close(() => {})
  })
  schedule.run(60_000)
  expect([before, tries.length]).toEqual([3, 3])
})

it('B89: of a thousand that lose their server at once, few come back in any one moment', () => {
  const away = 20
  const back: number[] = []
  for (let seed = 0; seed < 1_000; seed++) {
    let lost = 0
    const one = trying(
      seed,
      (events, tries) => {
        if (tries > 1 && one.schedule.now() < lost + away) return events.down('refused')
        if (tries > 1) return void back.push(one.schedule.now() - lost)
        events.up({ payloadBytesMax: 1_000, streams: false })
        lost = one.schedule.now()
        events.down('lost')
      },
      40_000,
    )
    one.schedule.run(30_000)
  }
  const inMoment = new Map<number, number>()
  for (const ms of back)
    inMoment.set(Math.floor(ms / 100), (inMoment.get(Math.floor(ms / 100)) ?? 0) + 1)
  expect(back).toHaveLength(1_000)
  expect(Math.max(...back)).toBeLessThanOrEqual(1_000)
  expect(Math.max(...inMoment.values())).toBeLessThan(300)
})

it('B90: what waits for the link is bounded, also in messages that carry nothing', () => {
  const { clock } = createSchedule({ wallStart: wallMs(0), random: random(1) }).spawn()
  const outbox = createOutbox(clock, 100_000)
  let taken = 0
  while (typeof outbox.take(0, undefined) === 'function') taken += 1
  expect(taken).toBeGreaterThan(100)
  expect(taken).toBeLessThan(1_000)
})
