// Crashes at random moments in virtual time, judged by a ledger of what was acknowledged, not by the journal itself.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { damaged, endings, failings } from '../../torture/crash.ts'

const anyEnd = fc.constantFrom('crash' as const, 'kill' as const)
const several = { minLength: 1, maxLength: 8 }

it('J28: through power cuts and kills at any moment, acknowledged facts are there once, under the name they were told', () => {
  const ends = fc.array(fc.record({ end: anyEnd, ms: fc.nat(60) }), several)
  fc.assert(
    fc.property(fc.nat(), ends, (seed, list) => {
      expect(endings(seed, list)).toBe('nothing lost')
    }),
    { numRuns: 150 },
  )
})

it('J28: failing syncs and full disks between the crashes change nothing of that; refused facts stay away while the process lives', () => {
  const phases = fc.array(
    fc.record({
      ms: fc.nat(60),
      fails: fc.nat(2),
      full: fc.boolean(),
      end: fc.oneof(anyEnd, fc.constant('none' as const)),
    }),
    several,
  )
  fc.assert(
    fc.property(fc.nat(), phases, (seed, list) => {
      expect(failings(seed, list)).toBe('nothing lost')
    }),
    { numRuns: 150 },
  )
})

it('J29: after a flipped bit or a lost file, what is left is what was acknowledged, and what is missing is named', () => {
  const damage = fc.constantFrom<'flip' | 'lose'>('flip', 'flip', 'flip', 'lose')
  const outcomes = new Set<string>()
  fc.assert(
    fc.property(fc.nat(), fc.nat(200), damage, (seed, ms, how) => {
      outcomes.add(damaged(seed, ms, how))
    }),
    { numRuns: 300 },
  )
  expect(outcomes).toEqual(new Set(['missing named', 'nothing lost']))
})
