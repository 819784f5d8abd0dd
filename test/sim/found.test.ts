// What simulated worlds have found, each as the shortest plan that shows it.
import { expect, it } from 'vitest'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1 } = nodes

it('H31: an agent that lost its disk is observed again, whatever number its new life has', () => {
  const edge = { role: 'edge', node: a1 } as const
  const plan = [
    at(40, { do: 'kill', what: edge, how: 'power' }),
    at(40, { do: 'wipe', node: a1 }),
    at(45, { do: 'start', what: edge }),
  ]
  const world = runToTheEnd(simWorld('wiped', plan), 60_000)
  expect(world.findings()).toEqual([])
})
