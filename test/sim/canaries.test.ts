// Canaries: each planted bug is found by its checker, in the first seed of a campaign that shows it.
import { describe, expect, it } from 'vitest'
import { standardCheckers } from '../../sim/checkers/standard.ts'
import type { WorldView } from '../../sim/checkers/checker.ts'
import { canaries } from '../../sim/canaries/canaries.ts'
import { drawScenario } from '../../sim/runs/draw-scenario.ts'
import { runGuarded } from '../../src/cli/sim/guarded-run.ts'
import { paces } from '../../src/health/config.ts'

/** What runs find besides the checkers of a world. */
const ofRuns = ['no assertion fails', 'same story']

it('W41: every checker has a canary', () => {
  const view = {} as WorldView
  const names = standardCheckers(paces.fast, 1).map((make) => make(view, () => {}).name)
  const meant = new Set(canaries.map(({ checker }) => checker))
  expect([...meant].toSorted()).toEqual([...names, ...ofRuns].toSorted())
})

describe('W41: each planted bug is found and named by its checker within the stated number of seeds', () => {
  it.each(canaries)('$name: $bug', ({ name, checker, seeds }) => {
    const scenario = drawScenario(seeds - 1)
    const { findings } = runGuarded(scenario, { sample: checker === 'same story', canary: name })
    expect(findings.map((finding) => finding.checker)).toContain(checker)
  })
})
