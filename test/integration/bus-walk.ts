// The first stories of the walk again, on a real server of another bus.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith, type RealServer, type RunningServer } from '../servers.ts'
import { oneStory, storyOf } from '../support/one-story.ts'
import { tellAlone } from './alone-story.ts'
import { tellDemo } from './demo-story.ts'
import { furtherKinds } from './devices-story.ts'
import * as story from './story.ts'
import { UpWorld } from './world.ts'

const long = 600_000

/** A real bus. */
export interface RealBus {
  readonly binary: RealServer
  readonly scheme: 'nats' | 'mqtt'
  readonly start: () => Promise<RunningServer>
}

/** The suite on one bus. */
export function walkOn({ binary, scheme, start }: RealBus): void {
  describeWith(binary, `the walk on ${binary}`, () => {
    let world: UpWorld
    let server: RunningServer
    let before = 0
    const events = async () => (await world.causeway('events', '-o', 'json')).out.trim().split('\n')
    beforeAll(async () => {
      server = await start()
      const bus = `${scheme}://127.0.0.1:${server.port}`
      const sites = ['--sites', 'site-a=3,site-b=2', '--pace', 'fast']
      world = await UpWorld.start([...sites, '--bus', bus, ...furtherKinds])
      await story.deploy(world)
    }, 300_000)
    afterAll(async () => {
      expect(await world.stop(), 'processes left behind').toEqual([])
      await server.remove()
    }, 200_000)

    tellAlone(() => world, { name: 'site-b', nodes: ['site-b-1', 'site-b-2'] })
    tellDemo(() => world)
    it(
      'U10: a cut node is isolated and keeps everything; healing lifts it',
      async () => {
        before = (await events()).length
        await story.cutNode(world, 'site-a-1')
        const isDirect = async () => (await world.node('site-a-1')).path === scheme
        await world.until('its path is direct', isDirect)
      },
      long,
    )
    it(
      'U11: a dead node fails, its pods move, it comes back clean',
      () => {
        return story.killNode(world, 'site-a-2')
      },
      long,
    )
    it(
      'U14: a cut site is one fact, also across a restart of the cloud',
      () => {
        return story.cutSite(world, 'site-b', ['site-b-1', 'site-b-2'])
      },
      long,
    )
    it('W122: since then this is the story of the memory bus and of the simulated one', async () => {
      expect(storyOf((await events()).slice(before))).toBe(oneStory)
    })
    if (!story.full) return
    it(
      'U30: what a cut node finds out reaches the cloud through a peer while the cut lasts',
      () => story.relayCutNode(world, 'site-a-1'),
      long,
    )
    it(
      'U31: healed, the path of a relayed node is direct again',
      () => story.healRelayed(world, 'site-a-1', scheme),
      long,
    )
    it(
      'U12: without its agent a node is never failed',
      () => story.killEdgeOnly(world, 'site-a-3'),
      long,
    )
    it(
      'U13: without its kubelet a node is stock Kubernetes',
      () => {
        return story.killKubeletOnly(world, 'site-a-3')
      },
      long,
    )
    it(
      'U15: a one-way cut never ends in failed',
      async () => {
        await Promise.all([
          story.cutOneWay(world, 'site-a-1', 'up'),
          story.cutOneWay(world, 'site-b-1', 'down'),
        ])
      },
      long,
    )
    it(
      'U16: of two nodes the dead one is found, the live one never',
      () => {
        return story.killOneOfTwo(world, 'site-b-1', 'site-b-2')
      },
      long,
    )
    it('U17: a node without an agent is left alone', () => story.nodeWithoutAgent(world), long)
  })
}
