// How soon a dead node is found dead, and that a live one never is, in worlds of many phases.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { paces, type Pace } from '../../src/health/config.ts'
import { nodeStatus } from '../../src/health/status.ts'
import { settledOf } from '../../src/health/node-signs.ts'
import { monoMs } from '../../src/kernel/time.ts'
import { World } from './world/world.ts'

/** Ms until the cloud's tally says dead, at most `mostMs`. */
function tallyMs(world: World, name: string, mostMs: number): number {
  const began = world.queue.now
  for (let ms = 0; ms <= mostMs; ms += 50) {
    const { soft } = world.cloud.nodes.state(name)
    if (settledOf(soft, monoMs(world.queue.now), world.config).tally === 'dead')
      return world.queue.now - began
    world.run(50)
  }
  return Infinity
}

const anyPace = fc.constantFrom<Pace>('fast', 'real')
const anySeed = fc.nat({ max: 100_000 })

it('H8: a dead node is tallied dead within three rounds and a silence, whatever the phases', () => {
  fc.assert(
    fc.property(anyPace, fc.integer({ min: 3, max: 9 }), anySeed, (pace, count, seed) => {
      const config = paces[pace]
      const world = new World({ sites: { a: count }, seed, config })
      world.run(12 * config.roundMs + (seed % 1_000))
      world.edge('a-1').kill()
      world.edge('a-1').setKubelet(false)
      const most = 3 * config.roundMs + config.silenceMs
      expect(tallyMs(world, 'a-1', most)).toBeLessThanOrEqual(most)
      world.run(config.silenceMs + config.beatMs)
      expect(world.verdict('a-1')).toBe('failed')
      for (let n = 2; n <= count; n++) expect(world.verdict(`a-${n}`)).toBe('healthy')
    }),
    { numRuns: 12 },
  )
})

it('H8: also when its observers were started anew while it was dead, one after the other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 5 }), anySeed, (count, seed) => {
      const world = new World({ sites: { a: count, b: 1 }, seed })
      world.run(10_000)
      world.cut('a')
      world.edge('a-1').kill()
      world.edge('a-1').setKubelet(false)
      for (let n = 2; n <= count; n++) world.edge(`a-${n}`).kill()
      for (let n = 2; n <= count; n++) {
        world.run(700 + (seed % 900))
        world.edge(`a-${n}`).start()
      }
      world.heal('a')
      world.run(20_000)
      expect(world.verdict('a-1')).toBe('failed')
      for (let n = 2; n <= count; n++) expect(world.verdict(`a-${n}`)).toBe('healthy')
    }),
    { numRuns: 12 },
  )
})

it('H29: in a quiet site everybody’s ballots stay known, although they are told once in a while', () => {
  for (const pace of ['fast', 'real'] as const) {
    const config = paces[pace]
    const world = new World({ sites: { a: 4 }, config })
    world.run(10 * config.roundMs)
    for (let i = 0; i < 200; i++) {
      world.run(config.roundMs / 3)
      for (const state of world.cloud.nodes.states.values())
        expect(nodeStatus(state, monoMs(world.queue.now), config).ballots).toBe('3 alive')
    }
  }
})

it('H5: in a site of two the dead one is found, and the live one never is', () => {
  fc.assert(
    fc.property(anyPace, anySeed, (pace, seed) => {
      const config = paces[pace]
      const world = new World({ sites: { a: 2, b: 2 }, seed, config })
      world.run(12 * config.roundMs + (seed % 1_000))
      world.edge('a-1').kill()
      world.edge('a-1').setKubelet(false)
      const most = (3 + config.lonePeerRounds) * config.roundMs + config.silenceMs
      expect(tallyMs(world, 'a-1', most)).toBeLessThanOrEqual(most)
      world.run(config.silenceMs + config.beatMs)
      expect(world.verdict('a-1')).toBe('failed')
      expect(world.verdict('a-2')).toBe('healthy')
    }),
    { numRuns: 12 },
  )
})

it('H27: on a LAN without the cloud, the same verdict reaches every peer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 9 }), anySeed, (count, seed) => {
      const world = new World({ sites: { a: count }, seed })
      world.run(10_000)
      world.cut('a')
      world.run(5_000 + (seed % 1_000))
      world.edge('a-1').kill()
      world.edge('a-1').setKubelet(false)
      world.run(10_000)
      const tallies = Array.from({ length: count - 1 }, (_, i) => world.edge(`a-${i + 2}`))
      for (const edge of tallies) expect(edge.peers.state('a-1').hard.tally).toBe('dead')
    }),
    { numRuns: 12 },
  )
})
