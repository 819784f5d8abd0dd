// The kernel's clocks and randomness.
import { expect, it } from 'vitest'
import { hlcCompare, hlcMerge, hlcNext, wallMs } from '../../src/kernel/time.ts'
import { random } from '../../src/kernel/random.ts'

it('the hybrid clock never goes back, and a far-ahead clock does not drag it', () => {
  const zero = { wallMs: wallMs(1000), counter: 0 }
  expect(hlcCompare(hlcNext(zero, wallMs(900)), zero)).toBeGreaterThan(0)
  const far = { wallMs: wallMs(10_000_000), counter: 0 }
  expect(hlcMerge(zero, far, wallMs(1001)).wallMs).toBe(1001)
})

it('a fork does not move its parent', () => {
  const a = random(7)
  const b = random(7)
  b.fork('x').next()
  expect(a.next()).toBe(b.next())
})
