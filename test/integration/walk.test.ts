// The walk on the embedded bus: every story of a partition, with real processes and real kubectl.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellAlone } from './alone-story.ts'
import { tellDemo } from './demo-story.ts'
import { furtherKinds } from './devices-story.ts'
import * as story from './story.ts'
import { UpWorld } from './world.ts'

describe('the walk on the embedded bus', () => {
  let world: UpWorld
  beforeAll(async () => {
    const sites = ['--sites', 'site-a=3,site-b=2', '--pace', 'fast']
    world = await UpWorld.start([...sites, ...furtherKinds])
    await story.deploy(world)
  }, 300_000)
  afterAll(async () => {
    expect(await world.stop(), 'processes left behind').toEqual([])
  }, 200_000)

  tellAlone(() => world, { name: 'site-b', nodes: ['site-b-1', 'site-b-2'] }, [
    '1.27',
    '1.30',
    '1.33',
  ])

  tellDemo(() => world)

  const long = 600_000
  it(
    'U10: a cut node is isolated and keeps everything; healing lifts it',
    () => story.cutNode(world, 'site-a-1'),
    long,
  )
  it(
    'U30: what a cut node finds out reaches the cloud through a peer while the cut lasts, and status and why say through whom',
    () => story.relayCutNode(world, 'site-a-1'),
    long,
  )
  it(
    'U31: healed, the path of a relayed node is direct again',
    () => story.healRelayed(world, 'site-a-1', 'mqtt'),
    long,
  )
  it(
    'U11: a dead node fails, its pods move, it comes back clean',
    () => story.killNode(world, 'site-a-2'),
    long,
  )
  it(
    'U12: without its agent a node is never failed',
    () => story.killEdgeOnly(world, 'site-a-3'),
    long,
  )
  it(
    'U13: without its kubelet a node is stock Kubernetes',
    () => story.killKubeletOnly(world, 'site-a-3'),
    long,
  )
  it(
    'U14: a cut site is one fact, also across a restart of the cloud',
    () => {
      return story.cutSite(world, 'site-b', ['site-b-1', 'site-b-2'])
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
