// The simulator itself: virtual time an hour of CPU gives, seeds a minute, and memory.
import { cpuUsage } from 'node:process'
import { drawScenario } from '../sim/runs/draw-scenario.ts'
import { runGuarded } from '../src/cli/sim/guarded-run.ts'
import { Progress } from '../src/cli/up/progress.ts'
import type { Line } from './measure.ts'
import { ended, next, startWith } from './processes.ts'
import type { WorldCost } from './sim-world.ts'

const seeds = 40

/** A world of 10,000 nodes has several gigabytes of objects, and most of them live long. */
const largeHeap = ['--expose-gc', '--max-old-space-size=12288', '--max-semi-space-size=64']

/** Worlds at pace real, each in a process of its own, and seeds as campaigns run them. */
export async function simLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const nodes of sizes.length === 0 ? [10, 100, 1_000, 10_000] : sizes)
    lines.push(...(await worldLines(nodes)))
  return [...lines, ...seedLines()]
}

async function worldLines(nodes: number): Promise<readonly Line[]> {
  const child = startWith(largeHeap, 'sim-world.js', String(nodes))
  const { span, hours, bytes } = await next<WorldCost>(child)
  await ended(child)
  const what = `${nodes.toLocaleString('en-US')} nodes at pace real`
  const aim = nodes === 100 ? { aim: '≥ 300', met: hours >= 300 } : {}
  return [
    { what: `${what} (${span})`, ours: hours, unit: 'virtual hours an hour of CPU', ...aim },
    { what: `${what}: memory`, ours: bytes / 1e6, unit: 'MB' },
  ]
}

/** As a campaign runs them in one process, without the second run of samples. */
function seedLines(): readonly Line[] {
  const progress = new Progress(process.stderr)
  const began = performance.now()
  const before = cpuUsage()
  for (let seed = 0; seed < seeds; seed++) {
    runGuarded(drawScenario(seed), { sample: false, canary: undefined })
    progress.step('drawn seeds', seed + 1, seeds)
  }
  progress.end('  drawn seeds')
  const { user, system } = cpuUsage(before)
  const perMinute = (seeds * 60_000) / (performance.now() - began)
  return [
    { what: 'drawn seeds, in one process', ours: perMinute, unit: 'seeds a minute' },
    { what: 'drawn seeds', ours: (user + system) / 1e6 / seeds, unit: 'seconds of CPU a seed' },
  ]
}
