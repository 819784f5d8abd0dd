// Shrinking of failing scenarios: what is left fails, and nothing of it can be left out.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawScenario } from '../../sim/runs/draw-scenario.ts'
import { shrink } from '../../sim/runs/shrink.ts'
import type { Step } from '../../sim/plans/step.ts'

it('W40: a failing scenario is shrunk to one that still fails, of which no step can be left out', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (seed, one, other) => {
      const scenario = drawScenario(seed)
      const { plan } = scenario
      const needed = [plan[one % plan.length], plan[other % plan.length]]
      const fails = (steps: readonly Step[]) => needed.every((step) => steps.includes(step as Step))
      const small = shrink(scenario, (candidate) => fails(candidate.plan), 10_000)
      expect(new Set(small.plan)).toEqual(new Set(needed))
      expect(small.flaws).toEqual({ lost: 0, repeated: 0, late: 0 })
      expect(small.core.length).toBe(Object.values(small.sites).reduce((a, b) => a + b))
      expect(small.seed).toBe(scenario.seed)
    }),
    { numRuns: 50 },
  )
})

it('W40: it ends after so many runs, with what failed last', () => {
  const scenario = drawScenario('long')
  let runs = 0
  const small = shrink(scenario, () => runs++ < 2, 5)
  expect(runs).toBe(5)
  expect(small.plan.length).toBeLessThanOrEqual(scenario.plan.length)
})
