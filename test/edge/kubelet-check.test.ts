// The check of the own kubelet, on virtual time.
import { expect, it } from 'vitest'
import { memoryHttpClient, type HttpHandler } from '../../bus/adapters/memory-http.ts'
import { checkKubelet } from '../../edge/kubelet-check.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

type Mood = 'well' | 'unwell' | 'mute' | 'gone'

function world() {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(1) })
  const { clock } = schedule.spawn()
  let mood: Mood = 'well'
  let asked = 0
  const handler: HttpHandler = (request, reply) => {
    asked += request.path === '/healthz' ? 1 : 0
    if (mood !== 'mute') reply.send(mood === 'well' ? 200 : 500, {}, new Uint8Array())
  }
  const kubelet = memoryHttpClient(clock, () => (mood === 'gone' ? undefined : handler))
  const said: string[] = []
  const cancel = checkKubelet({
    clock,
    kubelet,
    config: { periodMs: 500, timeoutMs: 400, retries: 2 },
    checked: (health) => said.push(`${Math.floor(clock.mono() / 100) * 100} ${health}`),
  })
  return { schedule, said, cancel, asked: () => asked, become: (next: Mood) => (mood = next) }
}

it('E7: the own kubelet is asked each period and is dead after the forgiven failures in a row', () => {
  for (const mood of ['unwell', 'gone'] as const) {
    const { schedule, said, become } = world()
    schedule.run(999)
    become(mood)
    schedule.run(2_499)
    expect(said).toEqual(['0 ok', '500 ok', '2000 dead'])
    become('well')
    schedule.run(2_999)
    expect(said.at(-1)).toBe('2500 ok')
  }
})

it('E7: no answer within the timeout is a failure', () => {
  const { schedule, said, become, asked } = world()
  schedule.run(499)
  become('mute')
  schedule.run(2_000)
  expect(said).toEqual(['0 ok', '1900 dead'])
  expect(asked()).toBe(5)
})

it('a single failure among successes is forgiven, and nothing is asked after the end', () => {
  const { schedule, said, become, cancel } = world()
  schedule.run(400)
  become('unwell')
  schedule.run(900)
  become('well')
  schedule.run(1_400)
  expect(said).toEqual(['0 ok', '1000 ok'])
  cancel()
  schedule.run(10_000)
  expect(said).toHaveLength(2)
})
