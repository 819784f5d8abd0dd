// The table of verdicts.
import { expect, it } from 'vitest'
import { isWorse, verdictOf, type Signs } from '../../src/health/verdict.ts'
import type { Tally, Verdict } from '../../src/health/words.ts'

const silent: Signs = { heard: false, relayed: false, tally: 'open', siteCut: false }
const verdicts: readonly Verdict[] = ['healthy', 'isolated', 'failed']
const tallies: readonly Tally[] = ['open', 'alive', 'dead']

it.each(verdicts)('H9: who is heard is healthy, whatever its peers say (before: %s)', (before) => {
  for (const tally of tallies)
    expect(verdictOf({ ...silent, heard: true, tally }, before)).toBe('healthy')
})

it('H9: not heard is isolated while peers say alive or settle nothing, and failed when they settle dead', () => {
  for (const before of ['healthy', 'isolated'] as const) {
    expect(verdictOf({ ...silent, tally: 'alive' }, before)).toBe('isolated')
    expect(verdictOf({ ...silent, tally: 'open' }, before)).toBe('isolated')
    expect(verdictOf({ ...silent, tally: 'dead' }, before)).toBe('failed')
  }
})

it('H9: a failed node stays failed until its peers see it again, or it is heard', () => {
  expect(verdictOf({ ...silent, tally: 'open' }, 'failed')).toBe('failed')
  expect(verdictOf({ ...silent, tally: 'dead', siteCut: true }, 'failed')).toBe('failed')
  expect(verdictOf({ ...silent, tally: 'alive' }, 'failed')).toBe('isolated')
})

it('H11: a relayed beat is not hearing, but it forbids failed', () => {
  for (const before of verdicts)
    expect(verdictOf({ ...silent, relayed: true, tally: 'dead' }, before)).toBe('isolated')
})

it('H12: in a site that is cut nobody fails anew', () => {
  for (const before of ['healthy', 'isolated'] as const)
    expect(verdictOf({ ...silent, tally: 'dead', siteCut: true }, before)).toBe('isolated')
})

it('H9: verdicts have an order', () => {
  expect(isWorse('failed', 'isolated') && isWorse('isolated', 'healthy')).toBe(true)
  expect(isWorse('healthy', 'healthy') || isWorse('healthy', 'failed')).toBe(false)
})
