// Scratch.
import { it } from 'vitest'
import { simWorld } from './support/sim-world.ts'
it('shows', () => {
  const world = simWorld('x', [])
  world.run(14_000)
  for (const [node, edge] of world.view.processes.edges) console.log(node, edge.edge()?.status()?.mirror, edge.edge()?.status()?.refused)
  console.log(world.trace.lines().length)
})
