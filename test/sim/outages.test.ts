// When an outage is over for good: what was held back has had time to come.
import { expect, it } from 'vitest'
import { createOutages } from '../../sim/world/outages.ts'

it('W154: an outage is over as long after its end as it lasted, and within a minute', () => {
  let nowMs = 0
  const { note, isOver } = createOutages(() => nowMs)
  const overAt = (fromMs: number, toMs: number, atMs: number): boolean => {
    nowMs = fromMs
    note('a', true)
    note('a', true)
    nowMs = toMs
    note('a', false)
    nowMs = atMs
    note('a', false)
    return isOver('a')
  }
  expect(isOver('a')).toBe(true)
  expect(overAt(10, 30, 49)).toBe(false)
  expect(overAt(110, 130, 150)).toBe(true)
  expect(overAt(1_000, 900_000, 959_999)).toBe(false)
  expect(overAt(1_000_000, 2_000_000, 2_060_000)).toBe(true)
  note('a', true)
  expect(isOver('a')).toBe(false)
  expect(isOver('b')).toBe(true)
})
