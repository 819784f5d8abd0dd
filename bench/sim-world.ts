// A process that runs one simulated world at pace real, untroubled, and says what it cost: `sim-world NODES`.
import { cpuUsage, memoryUsage } from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { sha256 } from '../bus/adapters/node-keyring.ts'
import { standardCheckers } from '../sim/checkers/standard.ts'
import { fairWeather } from '../sim/plans/draw-weather.ts'
import { times } from '../sim/runs/times.ts'
import { createWorld } from '../sim/world.ts'
import type { World } from '../sim/world.ts'
import { workload } from '../sim/world/workload.ts'
import { guarded } from '../src/cli/sim/guard.ts'
import { Progress } from '../src/cli/up/progress.ts'
import { paces } from '../src/health/config.ts'

const nodesOfSite = 10

/** Every node mirrors where all pods of a Service are, so more pods would cost what Kubernetes' own design costs. */
const podsMax = 200

/** How much CPU may be spent until all pods run, and on what is measured: a large world is measured for a shorter time. */
const settleCpuMs = 900_000
const measureCpuMs = 60_000
/** Nobody learns more from a world that was measured for longer. */
const measuredMsMax = 3_600_000

/** What lies between two looks at the CPU; at their beginning worlds do most. */
const strideMs = (atMs: number): number => (atMs < 5_000 ? 10 : 1_000)

/** What a world cost. */
export interface WorldCost {
  /** How much virtual time was measured, from when. */
  readonly span: string
  /** Virtual hours an hour of CPU. */
  readonly hours: number
  /** Of objects and of bytes beside them, when nothing is left to collect. */
  readonly bytes: number
}

interface Passed {
  readonly virtualMs: number
  /** Whether the whole time passed before the CPU was spent. */
  readonly isDone: boolean
  readonly hours: number
}

const nodes = Number(process.argv[2])
const progress = new Progress(process.stderr)
const what = `${nodes.toLocaleString('en-US')} nodes at pace real`

/** Nothing is troubled: what beats, tallies, Leases and mirrors cost. */
async function cost(): Promise<WorldCost> {
  const before = heldBytes()
  const world = quietWorld()
  const settled = await pass(world, times.real.quietMs, settleCpuMs)
  const measured = await pass(world, world.view.now() + measuredMsMax, measureCpuMs)
  const bytes = heldBytes() - before
  progress.end(`  ${what}`)
  const { hours, virtualMs } = measured.virtualMs === 0 ? settled : measured
  const [found] = world.findings()
  if (found !== undefined) throw new Error(`found: ${found.what}`)
  const from = settled.isDone ? 'pods run' : `only ${seconds(settled.virtualMs)} s began`
  return { span: `${seconds(virtualMs)} s, ${from}`, hours, bytes }
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)

function heldBytes(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = memoryUsage()
  return heapUsed + arrayBuffers
}

/** Lets time pass until so much CPU is spent. Between strides what was only weakly held is let go. */
async function pass(world: World, untilMs: number, cpuMsMax: number): Promise<Passed> {
  const fromMs = world.view.now()
  const before = cpuUsage()
  const spentMs = (): number => {
    const { user, system } = cpuUsage(before)
    return (user + system) / 1_000
  }
  const now = () => world.view.now()
  while (now() < untilMs && spentMs() < cpuMsMax) {
    guarded(() => world.run(Math.min(untilMs, now() + strideMs(now()))))
    progress.step(`${what}, virtual seconds`, Math.round(now() / 1_000), untilMs / 1_000)
    await setImmediate()
  }
  const virtualMs = now() - fromMs
  return { virtualMs, isDone: now() >= untilMs, hours: virtualMs / Math.max(1, spentMs()) }
}

function quietWorld(): World {
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

process.send?.(await cost())
