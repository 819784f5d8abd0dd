// The story of a run: its lanes, made from the plan and the trace, before anything is drawn.
import { healingOf } from '../plans/healing.ts'
import type { Outcome } from '../runs/run.ts'
import type { Scenario } from '../runs/scenario.ts'
import { placeMainland, placeNodes } from '../world/layout.ts'
import { factsIn } from './fact-lines.ts'
import { busLane, cloudLane, kubernetesLane, siteCuts } from './mainland-lanes.ts'
import { nodeLane } from './node-lane.ts'
import { spanTrack } from './spans.ts'
import type { Group, Told } from './lane.ts'

/** All groups, the mainland first. */
export function storyOf(scenario: Scenario, { lines, endMs }: Outcome): readonly Group[] {
  const nodes = placeNodes(scenario.sites)
  const { plan, pods } = scenario
  const mainland = placeMainland(scenario.replicas)
  const done = [...plan, ...healingOf(scenario)]
    .filter(({ atMs }) => atMs <= endMs)
    .toSorted((a, b) => a.atMs - b.atMs)
  const told: Told = { done, lines, facts: factsIn(lines), endMs, pods }
  const first = {
    name: 'mainland',
    track: spanTrack('', []),
    lanes: [
      ...mainland.clouds.map((placed) => cloudLane(told, placed, mainland.clouds.length === 1)),
      ...(mainland.logsAt === undefined ? [] : [busLane(told)]),
      kubernetesLane(told),
    ],
  }
  const sites = Object.keys(scenario.sites).map((site) => ({
    name: site,
    track: siteCuts(told, site),
    lanes: nodes.filter((node) => node.site === site).map(({ node }) => nodeLane(told, node)),
  }))
  return [first, ...sites]
}
