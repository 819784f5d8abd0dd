// A run: a scenario played through both its phases, and what came of it.
import { paces } from '../../src/health/config.ts'
import type { Finding } from '../checkers/checker.ts'
import { standardCheckers } from '../checkers/standard.ts'
import type { Hash } from '../keys.ts'
import { healingOf } from '../plans/healing.ts'
import { createWorld } from '../world.ts'
import type { World, WorldOptions } from '../world.ts'
import type { TraceLine } from '../world/trace.ts'
import { workload } from '../world/workload.ts'
import type { Scenario } from './scenario.ts'
import { times } from './times.ts'

/** What came of a run. */
export interface Outcome {
  readonly findings: readonly Finding[]
  /** When the core agreed; undefined when it never did. */
  readonly agreedMs: number | undefined
  readonly endMs: number
  readonly events: number
  /** SHA-256 over everything that happened. */
  readonly digest: string
  /** The same a while after the start: whoever runs the scenario again can compare early. */
  readonly sample: Sample
  /** How often each kind of thing happened. */
  readonly marks: ReadonlyMap<string, number>
  /** Everything that happened, in order. */
  readonly lines: readonly TraceLine[]
  /** The names of those who watched. */
  readonly checkers: readonly string[]
}

/** A digest at a time. */
export interface Sample {
  readonly atMs: number
  readonly digest: string
}

/** A run that has begun. */
export interface Run {
  readonly world: World
  /** Plays it to its end. */
  readonly finish: () => Outcome
}

/** How long some answers take. */
const answerMs = 100

/** What is left out of the world's time at once, and how many events may happen in it: more is no progress. */
const strideMs = 500
const strideEventsMax = (nodes: number): number => 200_000 + 2_000 * nodes

/** Begins a run. */
export function beginRun(
  scenario: Scenario,
  hash: Hash,
  more: Pick<WorldOptions, 'tapOf' | 'canary'> = {},
): Run {
  const { pods, healMs, core, plan, troubles: _, agreeMs: __, ...options } = scenario
  const world = createWorld({
    ...options,
    core,
    hash,
    plan: [...workload(pods, healMs, times[scenario.pace]), ...plan, ...healingOf(scenario)],
    checkers: standardCheckers(paces[scenario.pace], pods),
    ...more,
  })
  return { world, finish: () => finish(world, scenario) }
}

/** What `sample` of the outcome must be, from a world of its own. */
export function sampleOf(
  scenario: Scenario,
  hash: Hash,
  more: Pick<WorldOptions, 'canary'> = {},
): Sample {
  const { world } = beginRun(scenario, hash, more)
  attempt(() => pass(world, sampleMs(scenario)))
  return sampled(world)
}

const sampleMs = ({ pace, healMs }: Scenario): number => Math.min(healMs, 1.4 * times[pace].quietMs)

const sampled = ({ view, trace }: World): Sample => ({ atMs: view.now(), digest: trace.digest() })

/** What was thrown, as a text. */
function attempt(work: () => void): string | undefined {
  try {
    return void work()
  } catch (error) {
    return String(error)
  }
}

function finish(world: World, scenario: Scenario): Outcome {
  const { healMs } = scenario
  const { firstAskMs, askEveryMs } = times[scenario.pace]
  const findings: Finding[] = []
  let agreedMs: number | undefined
  const early = attempt(() => pass(world, sampleMs(scenario)))
  const sample = sampled(world)
  const thrown =
    early ??
    attempt(() => {
      pass(world, healMs + firstAskMs - askEveryMs)
      agreedMs = agree(world, scenario, findings)
    })
  if (thrown !== undefined)
    findings.push({ atMs: world.view.now(), checker: 'no assertion fails', what: thrown })
  return {
    findings: [...world.findings(), ...findings],
    agreedMs,
    endMs: world.view.now(),
    events: world.events(),
    digest: world.trace.digest(),
    sample,
    marks: marksOf(world, scenario),
    lines: world.trace.lines(),
    checkers: world.checkers,
  }
}

function marksOf(world: World, { troubles }: Scenario): ReadonlyMap<string, number> {
  const marks = new Map(troubles.map((trouble) => [`trouble ${trouble}`, 1]))
  for (const { mark } of world.trace.lines())
    if (mark !== undefined) marks.set(mark, (marks.get(mark) ?? 0) + 1)
  return marks
}

/** Asks again and again; what is still wrong when the time is over is found. */
function agree(
  world: World,
  { pace, healMs, agreeMs }: Scenario,
  findings: Finding[],
): number | undefined {
  const { askEveryMs } = times[pace]
  const untilMs = healMs + agreeMs
  for (;;) {
    pass(world, Math.min(untilMs, world.view.now() + askEveryMs))
    const wrong: Finding[] = []
    world.healed((finding) => wrong.push(finding))
    pass(world, world.view.now() + answerMs)
    if (wrong.length === 0) return world.view.now()
    if (world.view.now() < untilMs) continue
    findings.push(...wrong)
    return undefined
  }
}

/** Lets time pass; a world that does ever more without time passing is stopped. */
function pass(world: World, untilMs: number): void {
  while (world.view.now() < untilMs) {
    const before = world.events()
    world.run(Math.min(untilMs, world.view.now() + strideMs))
    if (world.events() - before > strideEventsMax(world.view.nodes.length))
      throw new Error(
        `the world makes no progress: ${world.events() - before} events in ${strideMs} ms`,
      )
  }
}
