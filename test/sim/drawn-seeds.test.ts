// Worlds whose plans, weather and flaws are drawn from a seed, each watched by all checkers.
import { describe, expect, it } from 'vitest'
import { drawnWorld, runToTheEnd } from '../support/sim-world.ts'

/** Every minute of these worlds costs a fraction of a second; campaigns run thousands. */
const seeds = Array.from({ length: 12 }, (_, i) => i)

describe('drawn at random', () => {
  it.each(seeds)('W25: whatever is drawn, no checker finds anything: seed %i', (seed) => {
    const world = runToTheEnd(drawnWorld(seed), 170_000)
    expect(world.findings()).toEqual([])
  })
})

it('W21: a drawn world, too, tells the same story for the same seed', () => {
  const [first, second] = [drawnWorld('again'), drawnWorld('again')]
  expect(runToTheEnd(first, 100_000).trace.digest()).toBe(
    runToTheEnd(second, 100_000).trace.digest(),
  )
})
