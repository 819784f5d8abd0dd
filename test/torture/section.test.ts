// How a section of the torture counts its rounds, and how a violation ends it.
import { expect, it } from 'vitest'
import { random } from '../../src/kernel/random.ts'
import { countOf, runSection } from './section.ts'
import type { Round, Section } from './section.ts'

/** Two rounds a call, until one is a violation. */
const section = (badCall: number): Section & { readonly stopped: () => boolean } => {
  let stopped = false
  let calls = 0
  const next = (): Promise<readonly Round[]> => {
    if (calls++ === badCall) return Promise.reject(new Error('a fact is gone'))
    return Promise.resolve([
      { damage: 'kicked', outcome: 'fine' },
      { damage: 'kicked', outcome: 'bruised' },
    ])
  }
  const stop = () => {
    stopped = true
  }
  const start = () => Promise.resolve({ next, stop })
  return { name: 'odd', title: 'Odd', rounds: 8, start, stopped: () => stopped }
}

it('U39: rounds are counted by what was done and what came of it', async () => {
  const odd = section(-1)
  const steps: number[] = []
  const chance = random(1)
  const tally = await runSection(odd, { rounds: 7, chance }, (done) => steps.push(done))
  expect([countOf(tally, 'fine'), countOf(tally, 'bruised'), countOf(tally, 'lost')]).toEqual([
    4, 4, 0,
  ])
  expect(steps).toEqual([2, 4, 6, 7])
  expect(odd.stopped()).toBe(true)
})

it('U39: a violation names its section and round, and leaves nothing open', async () => {
  const odd = section(2)
  const ran = runSection(odd, { rounds: 100, chance: random(1) })
  await expect(ran).rejects.toThrow('violation in odd, round 2: a fact is gone')
  expect(odd.stopped()).toBe(true)
})
