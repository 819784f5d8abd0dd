// The story of a run: its lanes, made from the plan and the trace, before anything is drawn.
import { healingAt } from '../plans/healing.ts'
import type { Outcome } from '../runs/run.ts'
import type { Scenario } from '../runs/scenario.ts'
import { placeNodes } from '../world/layout.ts'
import { factsIn } from './fact-lines.ts'
import { cloudLane, kubernetesLane, siteCuts } from './mainland-lanes.ts'
import { nodeLane } from './node-lane.ts'
import { spanTrack } from './spans.ts'
import type { Group, Told } from './lane.ts'

/** All groups, the mainland first. */
export function storyOf(scenario: Scenario, { lines, endMs }: Outcome): readonly Group[] {
  const nodes = placeNodes(scenario.sites)
  const { core, healMs, plan, pods } = scenario
  const done = [...plan, ...healingAt(healMs, nodes, core)]
    .filter(({ atMs }) => atMs <= endMs)
    .toSorted((a, b) => a.atMs - b.atMs)
  const told: Told = { done, lines, facts: factsIn(lines), endMs, pods }
  const mainland = {
    name: 'mainland',
    track: spanTrack('', []),
    lanes: [cloudLane(told), kubernetesLane(told)],
  }
  const sites = Object.keys(scenario.sites).map((site) => ({
    name: site,
    track: siteCuts(told, site),
    lanes: nodes.filter((node) => node.site === site).map(({ node }) => nodeLane(told, node)),
  }))
  return [mainland, ...sites]
}
