// Simulated worlds for tests: two sites, ten pods, SHA-256, and the checkers that every world has.
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { standardCheckers } from '../../sim/checkers/standard.ts'
import { drawPlan } from '../../sim/plans/draw-plan.ts'
import { drawFlaws, drawWeather } from '../../sim/plans/draw-weather.ts'
import type { Deed, Plan, Target } from '../../sim/plans/step.ts'
import { createWorld } from '../../sim/world.ts'
import type { World, WorldOptions } from '../../sim/world.ts'
import { placeNodes } from '../../sim/world/layout.ts'
import type { Weather } from '../../sim/world/links.ts'
import { workload } from '../../sim/world/workload.ts'
import { paces } from '../../src/health/config.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'

const replicas = 10
const fiveNodes = { 'site-a': 3, 'site-b': 2 }
const cases: readonly Readonly<Record<string, number>>[] = [
  fiveNodes,
  { 'site-a': 3, 'site-b': 2, 'site-c': 1 },
  { 'site-a': 2, 'site-b': 2 },
  { 'site-a': 5, 'site-b': 1 },
  { 'site-a': 8 },
]

/** Links as one would wish for. */
export const fair: Weather = {
  wan: { latencyMs: 20, jitterMs: 5, loss: 0 },
  lan: { latencyMs: 1, jitterMs: 1, loss: 0 },
}

/** A world at pace fast with the sites site-a=3, site-b=2, and what is done to it once all pods run. */
export function simWorld(
  seed: number | string,
  plan: Plan,
  weather: Weather = fair,
  more: Partial<WorldOptions> = {},
): World {
  return createWorld({
    seed,
    sites: fiveNodes,
    pace: 'fast',
    plan: [...workload(replicas), ...plan],
    hash: sha256,
    weather,
    checkers: standardCheckers(paces.fast, replicas),
    ...more,
  })
}

/** Runs a world until its plan is done and it had time to settle; then all must be well. */
export function runToTheEnd(world: World, untilMs: number): World {
  world.run(untilMs)
  world.healed()
  world.run(untilMs + 1_000)
  return world
}

/** The nodes, by their short names. */
export const nodes = {
  a1: nodeId('site-a-1'),
  a2: nodeId('site-a-2'),
  a3: nodeId('site-a-3'),
  b1: nodeId('site-b-1'),
  b2: nodeId('site-b-2'),
} as const

/** A step at a second. */
export const at = (seconds: number, deed: Deed): Plan[number] => ({ atMs: seconds * 1_000, deed })

/** Every process. */
export const everything: readonly Target[] = [
  { role: 'kubernetes' },
  { role: 'cloud' },
  ...Object.values(nodes).flatMap((node): readonly Target[] => [
    { role: 'edge', node },
    { role: 'kubelet', node },
  ]),
]

/** A world whose trouble, weather and flaws are drawn from its seed; all is healed at 120 s. */
export function drawnWorld(seed: number | string, tapOf?: WorldOptions['tapOf']): World {
  const draw = random(seed)
  const sites = cases[draw.below(cases.length)] ?? fiveNodes
  const plan = drawPlan({
    nodes: placeNodes(sites),
    random: draw.fork('plan'),
    fromMs: 12_000,
    healMs: 120_000,
    spells: 1 + draw.below(9),
  })
  return createWorld({
    seed,
    sites,
    pace: 'fast',
    plan: [...workload(replicas), ...plan],
    hash: sha256,
    weather: drawWeather(draw.fork('weather')),
    flaws: drawFlaws(draw.fork('flaws')),
    checkers: standardCheckers(paces.fast, replicas),
    ...(tapOf === undefined ? {} : { tapOf }),
  })
}
