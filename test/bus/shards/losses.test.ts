// What logs lost is told once: after a quiet in which nothing more was found, and when every log has answered.
import { expect, it } from 'vitest'
import { Losses } from '../../../bus/shards/losses.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { Fault } from '../../../src/kernel/fault.ts'
import type { LostLog } from '../../../src/kernel/log-facts.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'

const quietMs = 4_000

/** Losses, what they told, and whether all logs answer. */
function losses() {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  const told: (readonly number[])[] = []
  const state = { answer: true, fault: undefined as Fault | undefined }
  const gathered = new Losses({
    clock,
    quietMs,
    allAnswer: () => state.answer,
    tell: (lost, done) => {
      told.push(lost.map(({ shard }) => shard))
      clock.soon(() => done(state.fault))
    },
  })
  const find = (shard: number): void => gathered.found({ shard } as LostLog)
  return { schedule, told, state, find }
}

const shards = Array.from({ length: 16 }, (_, shard) => shard)

it('L18: logs that are found lost one after another are one fact, once the last of them has answered', () => {
  const { schedule, told, state, find } = losses()
  state.answer = false
  for (const shard of shards.slice(1)) find(shard)
  schedule.run(6_000)
  expect(told).toEqual([])
  find(0)
  state.answer = true
  schedule.run(60_000)
  expect(told).toEqual([shards])
})

it('L18: a log that never answers is not waited for for ever, and what could not be told is told later', () => {
  const { schedule, told, state, find } = losses()
  state.answer = false
  state.fault = new Fault('UNREACHABLE', 'no log')
  find(3)
  schedule.run(39_000)
  expect(told).toEqual([])
  schedule.run(43_000)
  expect(told).toEqual([[3]])
  state.answer = true
  state.fault = undefined
  schedule.run(60_000)
  expect(told).toEqual([[3], [3]])
})
