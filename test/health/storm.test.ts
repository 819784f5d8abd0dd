// Storms: whatever is cut, killed or restarted, a node that lives and is seen by its peers never fails.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { World, type Direction } from './world/world.ts'

const names = ['a-1', 'a-2', 'a-3', 'a-4', 'b-1', 'b-2', 'c-1']
const anyName = fc.constantFrom(...names)
const anyDirection = fc.constantFrom<Direction>('up', 'down', 'both')

type Blow = (world: World) => void

const anyBlow: fc.Arbitrary<{ readonly said: string; readonly blow: Blow }> = fc.oneof(
  fc.tuple(anyName, anyDirection).map(([name, direction]) => ({
    said: `cut ${name} ${direction}`,
    blow: (world: World) => world.cut(name, direction),
  })),
  fc.constantFrom('a', 'b', 'c').map((site) => ({
    said: `cut ${site}`,
    blow: (world: World) => world.cut(site),
  })),
  fc.constantFrom(...names, 'a', 'b').map((name) => ({
    said: `heal ${name}`,
    blow: (world: World) => world.heal(name),
  })),
  anyName.map((name) => ({
    said: `restart agent ${name}`,
    blow: (world: World) => {
      world.edge(name).kill()
      world.queue.after(1_200, () => world.edge(name).start())
    },
  })),
  fc.constant({
    said: 'restart cloud',
    blow: (world: World) => {
      world.cloud.stop()
      world.queue.after(2_500, () => world.cloud.start())
    },
  }),
  fc.boolean().map((up) => ({
    said: `bus ${up}`,
    blow: (world: World) => world.cloud.setBus(up),
  })),
)

const anyStorm = fc.array(
  fc.record({ waitMs: fc.integer({ min: 100, max: 6_000 }), strike: anyBlow }),
  { maxLength: 12 },
)

it('H10: in any storm of cuts and restarts nobody fails whose kubelet lives and whose LAN works', () => {
  fc.assert(
    fc.property(anyStorm, fc.nat(), (storm, seed) => {
      const world = new World({ sites: { a: 4, b: 2, c: 1 }, seed })
      world.run(8_000)
      for (const { waitMs, strike } of storm) {
        strike.blow(world)
        world.run(waitMs)
      }
      const fell = world.told.flatMap(({ fact }) =>
        fact?.kind === 'verdict-reached' && fact.verdict === 'failed' ? [fact] : [],
      )
      expect(fell, storm.map(({ strike }) => strike.said).join('; ')).toEqual([])
    }),
    { numRuns: 30 },
  )
})

it('H16: after any storm, when all is healed, everybody is healthy and nothing is left over', () => {
  fc.assert(
    fc.property(anyStorm, fc.nat(), (storm, seed) => {
      const world = new World({ sites: { a: 4, b: 2, c: 1 }, seed })
      world.run(8_000)
      for (const { waitMs, strike } of storm) {
        strike.blow(world)
        world.run(waitMs)
      }
      world.cloud.setBus(true)
      for (const name of names) world.heal(name)
      world.run(15_000)
      for (const name of names) {
        expect(world.verdict(name)).toBe('healthy')
        const kube = world.kube.nodes.get(world.edge(name).node)
        expect(kube?.seen).toMatchObject({ ready: 'True', linked: 'True', taints: [] })
      }
      for (const { hard } of world.cloud.sites.states.values()) expect(hard.cut).toBe(false)
    }),
    { numRuns: 30 },
  )
})
