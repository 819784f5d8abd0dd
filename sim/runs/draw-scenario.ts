// Scenarios drawn from a seed: first the options, so that each seed has a character of its own, then the plan.
import { random } from '../../src/kernel/random.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { noFlaws } from '../network/flaws.ts'
import type { Flaws } from '../network/flaws.ts'
import { drawPlan } from '../plans/draw-plan.ts'
import { drawFlaws, drawWeather } from '../plans/draw-weather.ts'
import { troublesOf } from '../plans/spells.ts'
import type { Trouble } from '../plans/spells.ts'
import { placeMainland, placeNodes } from '../world/layout.ts'
import type { PlacedNode } from '../world/layout.ts'
import { times } from './times.ts'
import type { Scenario } from './scenario.ts'

/** A number that changes whenever the same seed would mean another scenario. */
export const seedsVersion = 5

/** How large a world is, and how much happens in it. */
interface Size {
  readonly layouts: readonly Readonly<Record<string, number>>[]
  readonly podsMax: number
  readonly spellsMax: number
  /** How long the first phase is at most, once everything runs. */
  readonly troubleMs: number
}

/** Most worlds are small and their trouble is short: many of them find more than few that are large and long. */
const small: Size = {
  layouts: [
    { 'site-a': 3 },
    { 'site-a': 3 },
    { 'site-a': 2 },
    { 'site-a': 2, 'site-b': 1 },
    { 'site-a': 2, 'site-b': 2 },
    { 'site-a': 3, 'site-b': 1 },
    { 'site-a': 4 },
  ],
  podsMax: 6,
  spellsMax: 4,
  troubleMs: 27_000,
}
const large: Size = {
  layouts: [
    { 'site-a': 3, 'site-b': 2 },
    { 'site-a': 3, 'site-b': 2, 'site-c': 1 },
    { 'site-a': 5, 'site-b': 1 },
    { 'site-a': 7 },
  ],
  podsMax: 9,
  spellsMax: 7,
  troubleMs: 55_000,
}

/** The first phase is at least this long: a death is seen in half of it. */
const troubleMsMin = 7_000

/** The scenario of a seed. */
export function drawScenario(seed: number | string): Scenario {
  const draw = random(seed)
  const { quietMs, agreeMs } = times.fast
  const { layouts, podsMax, spellsMax, troubleMs } = draw.next() < 0.1 ? large : small
  const sites = layouts[draw.below(layouts.length)] ?? {}
  const nodes = placeNodes(sites)
  const replicas = drawReplicas(draw.fork('replicas'))
  const healMs = quietMs + troubleMsMin + draw.below(troubleMs - troubleMsMin)
  const { plan, kinds } = drawPlan({
    nodes,
    mainland: placeMainland(replicas),
    random: draw.fork('plan'),
    fromMs: quietMs,
    toMs: healMs,
    spells: 1 + draw.below(spellsMax),
    troubles: drawTroubles(troublesOf(replicas), draw.fork('troubles')),
  })
  return {
    seed: String(seed),
    sites,
    pace: 'fast',
    replicas,
    api: draw.fork('api').next() < apiShare,
    previous: drawPrevious(nodes, draw.fork('previous')),
    pods: 2 + draw.below(podsMax - 1),
    weather: drawWeather(draw.fork('weather')),
    flaws: drawFlaws(draw.fork('flaws')),
    lanFlaws: drawLanFlaws(draw.fork('lan flaws')),
    troubles: kinds,
    plan,
    healMs,
    core: drawCore(nodes, draw.fork('core')),
    agreeMs,
  }
}

/** Some kinds, or all: a seed with few kinds has much of each. */
function drawTroubles(troubles: readonly Trouble[], draw: Random): readonly Trouble[] {
  const share = draw.next()
  const some = troubles.filter(() => draw.next() < share)
  return some.length === 0 ? troubles : some
}

/** In so many seeds agents serve a local API. */
const apiShare = 0.3

/** Half of all clouds serve the bus themselves; of the others most have company. */
const drawReplicas = (draw: Random): number => (draw.next() < 0.5 ? 0 : 1 + draw.below(3))

/** LANs are mostly good. */
function drawLanFlaws(draw: Random): Flaws {
  return draw.next() < 0.7 ? noFlaws : drawFlaws(draw)
}

/** In most seeds all agents are of one version; else some are of the previous one. */
function drawPrevious(nodes: readonly PlacedNode[], draw: Random): readonly NodeId[] {
  if (draw.next() < 0.7) return []
  return nodes.map(({ node }) => node).filter(() => draw.next() < 0.5)
}

/** All nodes in most seeds; else some, and what troubles the others goes on. */
function drawCore(nodes: readonly PlacedNode[], draw: Random): readonly NodeId[] {
  const all = nodes.map(({ node }) => node)
  if (draw.next() < 0.6) return all
  const core = all.filter(() => draw.next() < 0.6)
  return core.length === 0 ? all.slice(0, 1) : core
}
