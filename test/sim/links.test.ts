// Links that a plan makes poor, in simulated worlds.
import { describe, expect, it } from 'vitest'
import type { Deed, LinkChange } from '../../sim/plans/step.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1, a2 } = nodes

/** The links of a node to the mainland, made so. */
const wan = (rules: LinkChange, oneWay = false): readonly Deed[] =>
  (['bus', 'kubernetes'] as const).map((to) => ({ do: 'link', from: a1, to, oneWay, rules }))

describe('W49: a link of a node, from the fifteenth second to the fortieth', () => {
  it.each([
    ['lossy', { loss: 0.8 }, false],
    ['slow', { latencyMs: 1_500, jitterMs: 1_000 }, false],
    ['narrow', { bytesPerSecond: 2_000, repeated: 0.5 }, false],
    ['out of order', { reordered: 0.5, latencyMs: 100 }, false],
    ['cut one way', { cut: true }, true],
  ] satisfies readonly (readonly [string, LinkChange, boolean])[])('%s', (name, rules, oneWay) => {
    const plan = [
      ...wan(rules, oneWay).map((deed) => at(15, deed)),
      at(30, { do: 'reset', from: a1, to: 'bus' }),
      ...wan({}).map((deed) => at(40, deed)),
    ]
    const world = runToTheEnd(simWorld(name, plan), 75_000)
    expect(world.findings()).toEqual([])
  })

  it('between peers: neither is failed', () => {
    const way = { from: a1, to: a2, oneWay: false } as const
    const plan = [
      at(15, { do: 'link', ...way, rules: { loss: 0.9 } }),
      at(40, { do: 'heal', nodes: [a1] }),
    ]
    const world = runToTheEnd(simWorld('peers', plan), 70_000)
    expect(world.findings()).toEqual([])
  })
})
