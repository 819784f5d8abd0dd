// Simulated worlds for tests: two sites, ten pods, SHA-256, and the checkers that every world has.
import { sha256 } from '../../bus/adapters/node-keyring.ts'
import { expect } from 'vitest'
import type { Finding } from '../../sim/checkers/checker.ts'
import { standardCheckers } from '../../sim/checkers/standard.ts'
import { fairWeather } from '../../sim/plans/draw-weather.ts'
import type { Deed, Plan, Target } from '../../sim/plans/step.ts'
import { times } from '../../sim/runs/times.ts'
import { createWorld } from '../../sim/world.ts'
import type { World, WorldOptions } from '../../sim/world.ts'
import type { Weather } from '../../sim/world/links.ts'
import { workload } from '../../sim/world/workload.ts'
import { paces } from '../../src/health/config.ts'
import { nodeId } from '../../src/kernel/ids.ts'

const replicas = 10
const fiveNodes = { 'site-a': 3, 'site-b': 2 }

/** A world at pace fast with the sites site-a=3, site-b=2, and what is done to it once all pods run. */
export function simWorld(
  seed: number | string,
  plan: Plan,
  weather: Weather = fairWeather,
  more: Partial<WorldOptions> = {},
): World {
  return createWorld({
    seed,
    sites: fiveNodes,
    pace: 'fast',
    plan: [...workload(replicas, 120_000, times.fast), ...plan],
    hash: sha256,
    weather,
    checkers: standardCheckers(paces.fast, replicas),
    ...more,
  })
}

/** Runs a world until its plan is done and it had time to settle; then all must be well. */
export function runToTheEnd(world: World, untilMs: number): World {
  world.run(untilMs)
  const left: Finding[] = []
  world.healed((finding) => left.push(finding))
  world.run(untilMs + 1_000)
  expect(left).toEqual([])
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
  { role: 'cloud', name: 'cloud/0' },
  ...Object.values(nodes).flatMap((node): readonly Target[] => [
    { role: 'edge', node },
    { role: 'kubelet', node },
  ]),
]
