// Canaries: every checker has a planted bug that it must find; those that show at once are found here.
import { describe, expect, it } from 'vitest'
import { standardCheckers } from '../../sim/checkers/standard.ts'
import type { WorldView } from '../../sim/checkers/checker.ts'
import { canaries } from '../../sim/canaries/canaries.ts'
import { readPlan } from '../../sim/plans/file/read-plan.ts'
import { drawScenario } from '../../sim/runs/draw-scenario.ts'
import { runGuarded } from '../../src/cli/sim/guarded-run.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { paces } from '../../src/health/config.ts'

/** What runs find besides the checkers of a world. */
const ofRuns = ['no assertion fails', 'same story']

it('W41: every checker has a canary', () => {
  const view = {} as WorldView
  const names = standardCheckers(paces.fast, 1).map((make) => make(view, () => {}).name)
  const meant = new Set(canaries.map(({ checker }) => checker))
  expect([...meant].toSorted()).toEqual([...names, ...ofRuns].toSorted())
})

/** Those that are found at once; `sim campaign --canary` finds all of them, and takes its time. */
const quick = canaries.filter(({ seeds }) => seeds <= 2)

describe('W41: planted bugs are found and named by their checkers within the stated number of seeds', () => {
  it.each(quick)('$name: $bug', ({ name, checker, seeds }) => {
    const found = Array.from({ length: seeds }, (_, seed) => {
      const sample = checker === 'same story'
      return runGuarded(drawScenario(seed), { sample, canary: name }).findings
    })
    expect(found.flat().map((finding) => finding.checker)).toContain(checker)
  })
})

const deadForGood = `
sites: { site-a: 4 }
core: [ site-a-1, site-a-2, site-a-3 ]
heal: 25s
steps:
  - { at: 24s, do: kill, what: machine/site-a-4, how: power }
`

it('W120: a healed core agrees once a machine that stays dead is called failed', () => {
  const scenario = readPlan('dead for good', deadForGood)
  if (isFault(scenario)) throw scenario
  const sound = runGuarded(scenario, { sample: false, canary: undefined })
  expect(sound.findings).toEqual([])
  const blind = runGuarded(scenario, { sample: false, canary: 'probes believe' })
  expect(blind.findings.map(({ checker }) => checker)).toContain('crash found')
  expect(blind.agreedMs).toBeUndefined()
})
