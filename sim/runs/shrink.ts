// Shrinks a scenario that fails: leaves out whole spells, then steps, then what else is odd about it, as long as it fails.
import { noFlaws } from '../network/flaws.ts'
import { fairWeather } from '../plans/draw-weather.ts'
import type { Step } from '../plans/step.ts'
import { placeNodes } from '../world/layout.ts'
import type { Scenario } from './scenario.ts'

/** Whether a scenario still fails in the same way. */
export type StillFails = (scenario: Scenario) => boolean

/** The smallest scenario found within so many runs. */
export function shrink(scenario: Scenario, stillFails: StillFails, runsMax: number): Scenario {
  let left = runsMax
  const fails: StillFails = (candidate) => left-- > 0 && stillFails(candidate)
  const withPlan = (units: readonly (readonly Step[])[]): Scenario => ({
    ...scenario,
    plan: units.flat(),
  })
  const spells = reduce(unitsOf(scenario.plan), (units) => fails(withPlan(units)))
  const steps = reduce(
    spells.flat().map((step) => [step]),
    (units) => fails(withPlan(units)),
  )
  return simplifications.reduce((small, simplify) => {
    const simpler = simplify(small)
    return fails(simpler) ? simpler : small
  }, withPlan(steps))
}

/** Steps of one spell are one unit; every other step is one of its own. */
function unitsOf(plan: readonly Step[]): readonly (readonly Step[])[] {
  const spells = new Map<number, Step[]>()
  const alone: (readonly Step[])[] = []
  for (const step of plan) {
    if (step.spell === undefined) alone.push([step])
    else spells.set(step.spell, [...(spells.get(step.spell) ?? []), step])
  }
  return [...spells.values(), ...alone]
}

/** Delta debugging: ever smaller parts are left out, as long as what is left fails. */
function reduce<T>(all: readonly T[], fails: (some: readonly T[]) => boolean): readonly T[] {
  let kept = all
  for (let size = Math.ceil(kept.length / 2); size >= 1 && kept.length > 0;) {
    const before = kept.length
    for (let at = 0; at < kept.length;) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)]
      if (fails(without)) kept = without
      else at += size
    }
    if (size > 1) size = Math.ceil(size / 2)
    else if (kept.length === before) break
  }
  return kept
}

const simplifications: readonly ((scenario: Scenario) => Scenario)[] = [
  (scenario) => ({ ...scenario, api: false }),
  (scenario) => ({ ...scenario, previous: [] }),
  (scenario) => ({ ...scenario, flaws: noFlaws }),
  (scenario) => ({ ...scenario, lanFlaws: noFlaws }),
  (scenario) => ({ ...scenario, weather: fairWeather }),
  (scenario) => ({ ...scenario, core: placeNodes(scenario.sites).map(({ node }) => node) }),
  (scenario) => ({ ...scenario, pods: Math.min(scenario.pods, 2) }),
]
