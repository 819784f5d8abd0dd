// Worlds whose options and plans are drawn from a seed, each watched by all checkers.
import { describe, expect, it } from 'vitest'
import { drawScenario } from '../../sim/runs/draw-scenario.ts'
import { runGuarded } from '../../src/cli/sim/guarded-run.ts'

/** Campaigns run thousands. */
const seeds = Array.from({ length: 24 }, (_, i) => i)

const outcomeOf = (seed: number | string) =>
  runGuarded(drawScenario(seed), { sample: false, canary: undefined })

describe('drawn at random', () => {
  it.each(seeds)('W25: whatever is drawn, no checker finds anything: seed %i', (seed) => {
    expect(outcomeOf(seed).findings).toEqual([])
  })
})

it('W21: a drawn world, too, tells the same story for the same seed', () => {
  expect(outcomeOf('again').digest).toBe(outcomeOf('again').digest)
})
