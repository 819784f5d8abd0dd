// Fields for tests of the models: sites of some nodes, fair weather, and what a model said in them.
import { createField } from '../../../sim/compare/field.ts'
import { listenTo } from '../../../sim/compare/model.ts'
import type { Model } from '../../../sim/compare/model.ts'
import type { Said } from '../../../sim/compare/seen.ts'
import { fairWeather } from '../../../sim/plans/draw-weather.ts'
import { machine } from '../../../sim/plans/spell.ts'
import type { Deed, Plan } from '../../../sim/plans/step.ts'
import { placeNodes } from '../../../sim/world/layout.ts'
import { nodeId } from '../../../src/kernel/ids.ts'

/** A field of these sites, with what is done to it. */
export const smallField = (
  sites: Readonly<Record<string, number>>,
  plan: Plan = [],
  seed: number | string = 1,
) => createField({ seed, nodes: placeNodes(sites), weather: fairWeather, plan })

/** What a model says in a field until then. */
export function saidBy(
  model: Model,
  field: ReturnType<typeof smallField>,
  untilSeconds: number,
): readonly Said[] {
  const said = listenTo(model, field)
  field.run(untilSeconds * 1_000)
  return said
}

/** What was said of whom, without its time. */
export const told = (said: readonly Said[]): readonly string[] =>
  said.map(({ node, what }) => `${node} ${what}`)

/** A step at a second. */
export const at = (seconds: number, deed: Deed): Plan[number] => ({ atMs: seconds * 1_000, deed })

/** Nodes lose the mainland. */
export const cutOff = (...nodes: readonly string[]): Deed => ({
  do: 'cut',
  nodes: nodes.map(nodeId),
  direction: 'both',
  peers: false,
  reset: false,
})

/** Nodes have their links again. */
export const heal = (...nodes: readonly string[]): Deed => ({
  do: 'heal',
  nodes: nodes.map(nodeId),
})

/** Everything on some nodes dies at a second. */
export const crash = (seconds: number, ...nodes: readonly string[]): Plan =>
  nodes
    .flatMap((node) => machine(nodeId(node)))
    .map((what) => at(seconds, { do: 'kill', what, how: 'power' }))
