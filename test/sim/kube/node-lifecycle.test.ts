// The stock controllers' node lifecycle, held to the record of a real one.
import { beforeAll, describe, expect, it } from 'vitest'
import { realPace } from '../../../sim/kube/config.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import { createCluster, deployment, service } from './cluster.ts'
import { followCluster, masked, recordedStories, told } from './lifecycle-record.ts'
import type { Sight, Story } from './lifecycle-record.ts'
import { playNodes } from './scripted-nodes.ts'

const nodes = ['n1', 'n2', 'n3', 'n4']

/** The record's settings. */
const pace = {
  ...realPace,
  controllers: {
    ...realPace.controllers,
    nodeMonitorGraceMs: 15_000,
    nodeMonitorPeriodMs: 2_000,
    defaultTolerationSeconds: 5,
  },
}

/** Plays the record's script on a cluster of ours. */
function play(): readonly Story[] {
  const cluster = createCluster({ pace })
  cluster.run(600)
  const { stories, tell } = followCluster(cluster)
  const begun = cluster.schedule.now()
  const until = (seconds: number) => cluster.schedule.run(begun + seconds * 1000)
  tell('a deployment of 4 and its service')
  const script = playNodes(cluster, nodes, { renewMs: 1_000, confirms: false })
  until(0.9)
  cluster.create(kinds.services, service('w'))
  cluster.create(kinds.deployments, deployment('w', 4))
  until(8)
  tell('the Lease of n1 is no longer renewed')
  script.silence('n1')
  until(53)
  tell('n1 is renewed again (Lease only; nobody reports its conditions)')
  script.resume('n1')
  until(68)
  tell('n1 reports Ready again')
  script.report('n1')
  until(83)
  tell('the Lease of n2 is renewed by another process')
  until(103)
  tell('n3 reports Ready=False (kubelet says so itself)')
  script.report('n3', 'False')
  until(123)
  script.report('n3', 'True')
  until(133)
  tell('all Leases stop: the whole cluster is silent')
  script.silence(...nodes)
  until(178)
  tell('all Leases and conditions return')
  for (const node of nodes) {
    script.resume(node)
    script.report(node)
  }
  until(193.1)
  tell('node n4 is deleted')
  script.silence('n4')
  cluster.remove(kinds.nodes, 'n4')
  until(260)
  return stories
}

/** Where ours differs from the record, and why that does not matter. */
const deviations = [
  {
    what: 'events of the recorded build itself',
    why: 'KubeAPIReadyz is a habit of that build, not of Kubernetes',
    leaves: ({ reason }: Sight) => reason !== 'KubeAPIReadyz',
  },
  {
    what: 'slices between the first and the last of a story',
    why: 'how many pods one write of a slice tells of depends on how they fall in time',
    leaves: (sight: Sight, story: Story) =>
      sight.kind !== 'EndpointSlice' ||
      sight.event === 'ADDED' ||
      sight === story.sights.findLast(({ kind }) => kind === 'EndpointSlice'),
  },
]

const compared = (story: Story): readonly Sight[] =>
  story.sights.filter((sight) => deviations.every(({ leaves }) => leaves(sight, story)))

/** Sights by object; what events say, in any order. */
function byObject(story: Story): Readonly<Record<string, readonly string[]>> {
  const lists: Record<string, string[]> = {}
  for (const sight of compared(story)) {
    const key = sight.kind === 'Event' ? 'Events' : `${sight.kind}/${sight.name}`
    ;(lists[key] ??= []).push(told(sight))
  }
  lists['Events']?.sort()
  return lists
}

const inOrder = (story: Story): readonly string[] =>
  compared(story)
    .filter(({ kind }) => kind === 'Node' || kind === 'Pod')
    .map(told)

/** Stories of one object at a time: there the whole order counts. */
const single = [
  'the Lease of n1 is no longer renewed',
  'n1 reports Ready again',
  'n3 reports Ready=False (kubelet says so itself)',
  'node n4 is deleted',
]

describe('the node lifecycle', () => {
  const recorded = masked(recordedStories())
  let ours: readonly Story[] = []
  beforeAll(() => {
    ours = masked(play())
  })

  it('K69: has the stories of the record', () => {
    expect(ours.length).toBe(recorded.length)
    expect(recorded.length).toBe(9)
  })

  for (const [at, story] of recorded.entries()) {
    it(`K69: every object goes through the same states: ${story.title}`, () => {
      const own = ours[at]
      if (own === undefined) throw new Error('no such story')
      expect(byObject(own)).toEqual(byObject(story))
      if (single.includes(story.title)) expect(inOrder(own)).toEqual(inOrder(story))
    })

    it(`K69: and at about the same times: ${story.title}`, () => {
      const first = (sights: readonly Sight[]) =>
        Object.fromEntries(sights.toReversed().map((sight) => [told(sight), sight.t]))
      const times = first(compared(ours[at] ?? story))
      for (const [what, t] of Object.entries(first(compared(story)))) {
        expect(Math.abs((times[what] ?? 0) - t), what).toBeLessThan(5)
      }
    })
  }
})
