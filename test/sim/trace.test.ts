// The digest of a trace: of all its lines, whenever it is asked for.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { createTrace } from '../../sim/world/trace.ts'

const traced = (lines: number, asked: readonly number[], odd = -1): string => {
  const trace = createTrace(sha256, () => 1.5)
  for (let i = 0; i < lines; i++) {
    if (asked.includes(i)) trace.digest()
    trace.add('plan', i === odd ? 'another' : `line ${i}`)
  }
  return trace.digest()
}

it('the same lines have the same digest, however often it is asked for, and another line another', () => {
  const lines = fc.integer({ min: 1, max: 700 })
  fc.assert(
    fc.property(lines, fc.array(fc.nat(700)), fc.nat(700), (count, asked, odd) => {
      const digest = traced(count, [])
      expect(traced(count, asked)).toBe(digest)
      expect(traced(count, [], odd % count)).not.toBe(digest)
      expect(traced(count + 1, [])).not.toBe(digest)
    }),
    { numRuns: 20 },
  )
})
