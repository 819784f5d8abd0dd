// A scenario told to people: its options in a few lines, then its plan.
import type { Flaws } from '../network/flaws.ts'
import { tellDeed } from '../plans/tell-deed.ts'
import { placeNodes } from '../world/layout.ts'
import type { Weather } from '../world/links.ts'
import type { Scenario } from './scenario.ts'

/** The lines of its options. */
export function tellOptions(scenario: Scenario): readonly string[] {
  const { seed, sites, pace, replicas, pods, weather, flaws, lanFlaws, troubles, core } = scenario
  const { api, previous } = scenario
  const all = placeNodes(sites).length === core.length
  const layout = Object.entries(sites).map(([site, count]) => `${site}=${count}`)
  return [
    `seed      ${seed}`,
    `sites     ${layout.join(' ')}, ${pods} pods, pace ${pace}`,
    `cloud     ${replicas === 0 ? 'one, which serves the bus itself' : `${replicas} replicas over a bus of its own`}`,
    ...(api ? ['nodes     have a local API, of which kubelets are clients'] : []),
    ...(previous.length === 0 ? [] : [`previous  ${previous.join(' ')} begin with that version`]),
    `weather   wan ${tellLink(weather.wan)}; lan ${tellLink(weather.lan)}`,
    `bus       ${tellFlaws(flaws)}; brokers of nodes ${tellFlaws(lanFlaws)}`,
    ...(troubles.length === 0 ? [] : [`troubles  ${troubles.join(', ')}`]),
    `core      ${all ? 'all' : core.join(' ')}`,
  ]
}

/** The lines of its plan. */
export function tellPlan({ plan, healMs, agreeMs }: Scenario): readonly string[] {
  const steps = plan
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, deed }) => `${tellTime(atMs)}  ${tellDeed(deed)}`)
  return [
    ...steps,
    `${tellTime(healMs)}  heal the core, which must agree within ${agreeMs / 1_000} s`,
  ]
}

/** A time of a world, as minutes and seconds. */
export function tellTime(ms: number): string {
  const seconds = (ms % 60_000) / 1_000
  return `${Math.floor(ms / 60_000)}:${seconds.toFixed(3).padStart(6, '0')}`
}

const tellLink = ({ latencyMs, jitterMs, loss }: Weather['wan']): string =>
  `${latencyMs} ms + ${jitterMs} ms, loss ${percent(loss)}`

const tellFlaws = ({ lost, repeated, late }: Flaws): string =>
  lost + repeated + late === 0
    ? 'good'
    : `lost ${percent(lost)}, repeated ${percent(repeated)}, late ${percent(late)}`

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`
