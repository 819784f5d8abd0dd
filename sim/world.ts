// A simulated world: one schedule, one network, a process for each thing that runs, a plan that is done to them.
import type { Clock } from '../bus/clock.ts'
import type { Tap } from '../bus/tap.ts'
import { paces } from '../src/health/config.ts'
import type { Pace } from '../src/health/config.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { random } from '../src/kernel/random.ts'
import { wallMs } from '../src/kernel/time.ts'
import type { Canary } from './canaries/canary.ts'
import type { Checker, Finding, MakeChecker, WorldView } from './checkers/checker.ts'
import { createKeyOffice } from './keys.ts'
import type { Hash } from './keys.ts'
import { fastPace, realPace } from './kube/config.ts'
import { createBrokerMoods, noFlaws } from './network/flaws.ts'
import type { Flaws } from './network/flaws.ts'
import { createNetwork } from './network/network.ts'
import type { Deed, Plan } from './plans/step.ts'
import { createSchedule } from './schedule.ts'
import { createActor } from './world/actor.ts'
import { askCloud } from './world/ask-cloud.ts'
import { createConditions } from './world/conditions.ts'
import type { Ground } from './world/ground.ts'
import { placeMainland, placeNodes } from './world/layout.ts'
import { createLedger } from './world/ledger.ts'
import { layLinks } from './world/links.ts'
import type { Links, Weather } from './world/links.ts'
import { createPopulace } from './world/populace.ts'
import { allOf } from './world/processes.ts'
import { createTrace } from './world/trace.ts'
import type { Trace } from './world/trace.ts'
import { createMachineClocks } from './world/machine-clocks.ts'

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: number | string
  /** How many nodes each site has. */
  readonly sites: Readonly<Record<string, number>>
  readonly pace: Pace
  readonly plan: Plan
  /** SHA-256. */
  readonly hash: Hash
  readonly weather: Weather
  /** How many replicas the cloud has, over a bus that is a process of its own; 0: one that serves the bus itself. */
  readonly replicas?: number
  /** Whether agents serve a local API, and kubelets are clients of it, as under `causeway up`. */
  readonly api?: boolean
  /** Whose agents begin with the previous wire version. */
  readonly previous?: readonly NodeId[]
  readonly flaws?: Flaws
  readonly lanFlaws?: Flaws
  readonly checkers: readonly MakeChecker[]
  /** A bug that is planted. */
  readonly canary?: Canary | undefined
  /** Who is healed in the end; all where left out. */
  readonly core?: readonly NodeId[]
  /** Hears everything that is sent on any connection. */
  readonly meter?: ((message: unknown) => void) | undefined
  /** What processes say for people, by their name. */
  readonly tapOf?: (name: string) => Tap
}

/** A world. */
export interface World {
  readonly view: WorldView
  readonly trace: Trace
  readonly links: Links
  /** The names of its checkers. */
  readonly checkers: readonly string[]
  /** What checkers found wrong so far. */
  readonly findings: () => readonly Finding[]
  /** Lets everything happen until then. */
  readonly run: (untilMs: number) => void
  /** How many things have happened. */
  readonly events: () => number
  /** Asks the checkers whether the healed core is well; some answer within a tenth of a second. */
  readonly healed: (found: (finding: Finding) => void) => void
}

/** When every world begins. */
const wallStart = wallMs(1_767_225_600_000)

/** A world in which every process has just begun. */
export function createWorld(options: WorldOptions): World {
  const draw = random(options.seed)
  const schedule = createSchedule({ wallStart, random: draw.fork('schedule') })
  const { clock } = schedule.spawn()
  const ground = groundOf(options, { draw, schedule, clock })
  const { trace, network, clocks, mainland, moods } = ground
  const nodes = placeNodes(options.sites)
  const core = nodes.filter(({ node }) => options.core?.includes(node) ?? true)
  const links = layLinks({ network, nodes, mainland }, options.weather, draw.fork('links'))
  const findings: Finding[] = []
  const checkers: Checker[] = []
  const ledger = createLedger()
  const processes = createPopulace({ ground, nodes, ledger, checkers: () => checkers })
  const { now } = schedule
  const { silenceMs, beatMs } = ground.health
  const introducedMs = silenceMs + beatMs
  const seen = { now, introducedMs, nodes, processes, links, clocks, moods, api: ground.api }
  const conditions = createConditions(seen)
  const view: WorldView = {
    now,
    nodes,
    core,
    processes,
    conditions,
    ledger,
    clock,
    load: () => ({ timers: schedule.waiting(), ...network.load() }),
    ask: askCloud(network.attach('checkers', clock)),
    server: processes.kubernetes.server,
  }
  const found = (finding: Finding): void => {
    findings.push(finding)
    trace.add('checker', `${finding.checker}: ${finding.what}`)
  }
  for (const make of options.checkers) checkers.push(checkerOf(make, view, found))
  for (const process of allOf(processes)) process.start()
  const act = createActor({ ground, nodes, processes, links, ledger, changed: conditions.forget })
  follow(options.plan, clock, (deeds) => {
    for (const deed of deeds) act(deed)
    conditions.look()
  })
  // The conditions of nodes are looked at besides, more often than nodes beat.
  const lookMs = ground.health.beatMs / 2
  const watch = (): void => {
    conditions.look()
    for (const checker of checkers) checker.look?.()
    clock.after(lookMs, watch)
  }
  watch()
  return {
    view,
    trace,
    links,
    checkers: checkers.map(({ name }) => name),
    findings: () => findings,
    run: schedule.run,
    events: schedule.events,
    healed: (found) => askHealed(checkers, now, found),
  }
}

function askHealed(
  checkers: readonly Checker[],
  now: () => number,
  found: (finding: Finding) => void,
): void {
  for (const { name, healed } of checkers)
    healed?.((what) => found({ atMs: now(), checker: name, what }))
}

type Began = Pick<Ground, 'schedule'> & {
  readonly draw: Ground['random']
  readonly clock: Clock
}

function groundOf(options: WorldOptions, { draw, schedule, clock }: Began): Ground {
  const { seed, pace, hash, flaws = noFlaws, lanFlaws = noFlaws, tapOf, meter } = options
  const { replicas = 0, api = false, previous = [], canary = healthy } = options
  return {
    schedule,
    network: createNetwork({ clock, random: draw.fork('network'), meter }),
    random: draw.fork('processes'),
    keys: createKeyOffice(hash, String(seed)),
    clocks: createMachineClocks(schedule.now),
    trace: createTrace(hash, schedule.now),
    pace,
    health: paces[pace],
    kubePace: pace === 'fast' ? fastPace : realPace,
    shards: 4,
    mainland: placeMainland(replicas),
    api,
    previous,
    moods: createBrokerMoods(flaws, lanFlaws),
    brokers: { bus: undefined },
    canary,
    tapOf: tapOf ?? (() => () => {}),
  }
}

/** No bug at all. */
const healthy: Canary = { name: '', checker: '', seeds: 0, bug: '' }

function checkerOf(make: MakeChecker, view: WorldView, found: (one: Finding) => void): Checker {
  const checker: Checker = make(view, (what) =>
    found({ atMs: view.now(), checker: checker.name, what }),
  )
  return checker
}

/** What is done at one instant is done in the order of the plan. */
function follow(plan: Plan, clock: Clock, act: (deeds: readonly Deed[]) => void): void {
  const times = new Map<number, Deed[]>()
  for (const { atMs, deed } of plan) times.set(atMs, [...(times.get(atMs) ?? []), deed])
  for (const [atMs, deeds] of times) clock.after(atMs, () => act(deeds))
}
