// The simulator itself: virtual time an hour of CPU gives, seeds a minute, and memory.
import { cpuUsage, memoryUsage } from 'node:process'
import { sha256 } from '../bus/adapters/node-keyring.ts'
import { fairWeather } from '../sim/plans/draw-weather.ts'
import { standardCheckers } from '../sim/checkers/standard.ts'
import { drawScenario } from '../sim/runs/draw-scenario.ts'
import { times } from '../sim/runs/times.ts'
import { createWorld } from '../sim/world.ts'
import type { World } from '../sim/world.ts'
import { workload } from '../sim/world/workload.ts'
import { guarded } from '../src/cli/sim/guard.ts'
import { runGuarded } from '../src/cli/sim/guarded-run.ts'
import { Progress } from '../src/cli/up/progress.ts'
import { paces } from '../src/health/config.ts'
import type { Line } from './measure.ts'

const nodesOfSite = 10
const seeds = 40

/** Every node mirrors where all pods of a Service are, so more pods would cost what Kubernetes' own design costs. */
const podsMax = 200

/** How much CPU may be spent until all pods run, and on what is measured: a large world is measured for a shorter time. */
const settleCpuMs = 240_000
const measureCpuMs = 60_000
/** Nobody learns more from a world that was measured for longer. */
const measuredMsMax = 3_600_000

/** What lies between two looks at the CPU; at their beginning worlds do most. */
const strideMs = (atMs: number): number => (atMs < 5_000 ? 10 : 1_000)

/** Worlds at pace real, and seeds as campaigns run them. */
export function simLines(sizes: readonly number[]): readonly Line[] {
  const worlds = (sizes.length === 0 ? [10, 100, 1_000] : sizes).flatMap(worldLines)
  return [...worlds, seedsLine()]
}

/** Nothing is troubled: what beats, tallies, Leases and mirrors cost. */
function worldLines(nodes: number): readonly Line[] {
  const progress = new Progress(process.stderr)
  const what = `${nodes.toLocaleString('en-US')} nodes at pace real`
  globalThis.gc?.()
  const beforeBytes = memoryUsage().heapUsed
  const world = quietWorld(nodes)
  const tell = (virtualMs: number, ofMs: number): void =>
    progress.step(`${what}, virtual seconds`, Math.round(virtualMs / 1_000), ofMs / 1_000)
  const { quietMs } = times.real
  const settled = pass(world, quietMs, settleCpuMs, tell)
  const measured = pass(world, world.view.now() + measuredMsMax, measureCpuMs, tell)
  globalThis.gc?.()
  const bytes = memoryUsage().heapUsed - beforeBytes
  progress.end(`  ${what}`)
  const { hours, virtualMs } = measured.virtualMs === 0 ? settled : measured
  const [found] = world.findings()
  if (found !== undefined) throw new Error(`found: ${found.what}`)
  const from = settled.isDone ? 'pods run' : `only ${seconds(settled.virtualMs)} s began`
  const span = `${seconds(virtualMs)} s, ${from}`
  const aim = nodes === 100 ? { aim: '≥ 300', met: hours >= 300 } : {}
  return [
    { what: `${what} (${span})`, ours: hours, unit: 'virtual hours an hour of CPU', ...aim },
    { what: `${what}: memory`, ours: bytes / 1e6, unit: 'MB' },
  ]
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)

interface Passed {
  readonly virtualMs: number
  /** Whether the whole time passed before the CPU was spent. */
  readonly isDone: boolean
  /** Virtual hours an hour of CPU. */
  readonly hours: number
}

/** Lets time pass until so much CPU is spent. */
function pass(
  world: World,
  untilMs: number,
  cpuMsMax: number,
  tell: (virtualMs: number, ofMs: number) => void,
): Passed {
  const fromMs = world.view.now()
  const before = cpuUsage()
  const spentMs = (): number => {
    const { user, system } = cpuUsage(before)
    return (user + system) / 1_000
  }
  const now = () => world.view.now()
  while (now() < untilMs && spentMs() < cpuMsMax) {
    guarded(() => world.run(Math.min(untilMs, now() + strideMs(now()))))
    tell(now(), untilMs)
  }
  const virtualMs = now() - fromMs
  return { virtualMs, isDone: now() >= untilMs, hours: virtualMs / Math.max(1, spentMs()) }
}

function quietWorld(nodes: number): World {
  const sites = Array.from({ length: Math.ceil(nodes / nodesOfSite) }, (_, i) => [
    `site-${i}`,
    Math.min(nodesOfSite, nodes - i * nodesOfSite),
  ])
  const pods = Math.min(2 * nodes, podsMax)
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
  const progress = new Progress(process.stderr)
  const began = performance.now()
  for (let seed = 0; seed < seeds; seed++) {
    runGuarded(drawScenario(seed), { sample: false, canary: undefined })
    progress.step('drawn seeds', seed + 1, seeds)
  }
  progress.end('  drawn seeds')
  const perMinute = (seeds * 60_000) / (performance.now() - began)
  return { what: 'drawn seeds, in one process', ours: perMinute, unit: 'seeds a minute' }
}
