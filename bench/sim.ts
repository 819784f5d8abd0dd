// The simulator itself: virtual time an hour of CPU gives, seeds a minute, and memory.
import { cpuUsage, memoryUsage } from 'node:process'
import { sha256 } from '../bus/adapters/node-keyring.ts'
import { fairWeather } from '../sim/plans/draw-weather.ts'
import { standardCheckers } from '../sim/checkers/standard.ts'
import { drawScenario } from '../sim/runs/draw-scenario.ts'
import { beginRun } from '../sim/runs/run.ts'
import { times } from '../sim/runs/times.ts'
import { createWorld } from '../sim/world.ts'
import type { World } from '../sim/world.ts'
import { workload } from '../sim/world/workload.ts'
import { paces } from '../src/health/config.ts'
import type { Line } from './measure.ts'

const nodesOfSite = 10
const seeds = 20

/** How long a world of so many nodes is measured, once its pods run. */
const measuredMs = (nodes: number): number => Math.max(120_000, 36_000_000 / nodes)

/** Worlds at pace real, and seeds as campaigns run them. */
export function simLines(sizes: readonly number[]): readonly Line[] {
  const worlds = (sizes.length === 0 ? [10, 100, 1_000] : sizes).flatMap(worldLines)
  return [...worlds, seedsLine()]
}

/** Nothing is troubled: what beats, tallies, Leases and mirrors cost. */
function worldLines(nodes: number): readonly Line[] {
  globalThis.gc?.()
  const beforeBytes = memoryUsage().heapUsed
  const world = quietWorld(nodes)
  const settledMs = times.real.quietMs
  world.run(settledMs)
  const before = cpuUsage()
  const lengthMs = measuredMs(nodes)
  world.run(settledMs + lengthMs)
  const { user, system } = cpuUsage(before)
  globalThis.gc?.()
  const bytes = memoryUsage().heapUsed - beforeBytes
  if (world.findings().length > 0) throw new Error(`found: ${world.findings()[0]?.what}`)
  const hours = (1_000 * lengthMs) / (user + system)
  const what = `${nodes.toLocaleString('en-US')} nodes at pace real`
  const aim = nodes === 100 ? { aim: '≥ 300', met: hours >= 300 } : {}
  return [
    { what: `${what}: time`, ours: hours, unit: 'virtual hours an hour of CPU', ...aim },
    { what: `${what}: memory`, ours: bytes / 1e6, unit: 'MB' },
  ]
}

function quietWorld(nodes: number): World {
  const sites = Array.from({ length: Math.ceil(nodes / nodesOfSite) }, (_, i) => [
    `site-${i}`,
    Math.min(nodesOfSite, nodes - i * nodesOfSite),
  ])
  const pods = 2 * nodes
  return createWorld({
    seed: 'bench',
    sites: Object.fromEntries(sites) as Readonly<Record<string, number>>,
    pace: 'real',
    plan: workload(pods, 0, times.real),
    hash: sha256,
    weather: fairWeather,
    checkers: standardCheckers(paces.real, pods),
  })
}

/** As a campaign runs them in one process, without the second run of samples. */
function seedsLine(): Line {
  const began = performance.now()
  for (let seed = 0; seed < seeds; seed++) beginRun(drawScenario(seed), sha256).finish()
  const perMinute = (seeds * 60_000) / (performance.now() - began)
  return { what: 'drawn seeds, in one process', ours: perMinute, unit: 'seeds a minute' }
}
