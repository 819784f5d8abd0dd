// Nodes of a site that is cut off tell each other of their pods: slices and names stay right.
import { expect, it } from 'vitest'
import { encodePodsTold } from '../../schemas/pods-told.ts'
import type { PodsTold } from '../../schemas/pods-told.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { peerTopics, subjectOf } from '../../schemas/subjects.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { podWord } from '../../src/services/pod-word.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'
import { podOn, podsSite } from '../support/pods-site.ts'

type Three = readonly [EdgeNode, EdgeNode, EdgeNode]

it('A96, A97: in a cut site a node that reboots with new addresses has them on all nodes, in slices and names, until all is equal again', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as Three
  const before = ['p1 10.0.0.1 true', 'p2 10.0.0.2 true', 'p3 10.0.0.3 true']
  for (const node of site.nodes) expect(site.shown(node)).toEqual(before)
  site.cutSite()
  first.restart()
  site.world.run(500)
  site.report(first, 'p1', '10.0.0.91', false)
  site.world.run(1_000)
  for (const node of [second, third])
    expect(site.shown(node)).toEqual(['p1 10.0.0.91 false', ...before.slice(1)])
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(1_000)
  const after = ['p1 10.0.0.91 true', ...before.slice(1)]
  for (const node of site.nodes) {
    expect(site.shown(node)).toEqual(after)
    expect(site.shown(node, 'heads')).toEqual(after)
    expect(site.resolved(node)).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.91'])
  }
  // An agent that starts again hears it again.
  second.restart()
  site.world.run(4_000)
  expect(site.shown(second)).toEqual(after)

  site.heal(...site.nodes)
  site.world.run(5_000)
  site.replayed(first)
  site.cloudHas(podOn('a-1', 'p1', '10.0.0.91'))
  for (let step = 0; step < 20; step++) {
    site.world.run(500)
    for (const node of site.nodes) expect(site.shown(node)).toEqual(after)
  }
  // Then the cloud alone is believed: whatever it says of the pod is shown at once.
  site.cloudHas(podOn('a-1', 'p1', '10.0.0.92'))
  site.world.run(200)
  expect(site.shown(second)[0]).toBe('p1 10.0.0.92 true')
  expect(site.world.cloud.took.filter(({ kind }) => kind === 'pod-word-refused')).toEqual([])
  site.world.run(40_000)
  for (const node of site.nodes)
    expect(site.slices(node).map(said)).toEqual(site.cloudSlices().map(said).toReversed())
})

/** A slice without what differs from where it is read. */
const said = ({ metadata, ...slice }: KubeObject): object => ({
  metadata: { ...metadata, resourceVersion: '' },
  endpoints: slice['endpoints'],
  ports: slice['ports'],
})

it('A96: peers that find their way back to a node a few seconds after its reboot need not wait for its next round', () => {
  const site = podsSite(2, 'real')
  const [first, second] = site.nodes as unknown as Three
  const twist = site.world.lan.twist
  site.world.lan.twist = () => []
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(2_500)
  site.world.lan.twist = twist
  site.world.run(1_100)
  expect(site.shown(second)[0]).toBe('p1 10.0.0.91 true')
})

it('A96: what the LAN loses is said again', () => {
  const site = podsSite(2)
  const [first, second] = site.nodes as unknown as Three
  site.cutSite()
  const twist = site.world.lan.twist
  site.world.lan.twist = (from, message) =>
    message.subject.endsWith('.pods') ? [] : twist(from, message)
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(9_000)
  expect(site.shown(second)[0]).toBe('p1 10.0.0.1 true')
  site.world.lan.twist = twist
  site.world.run(1_500)
  expect(site.shown(second)[0]).toBe('p1 10.0.0.91 true')
})

const mirrorPod = (node: string, name: string) => {
  const {
    status: _,
    metadata,
    ...pod
  } = podOn(node, name, '') as ReturnType<typeof podOn> & {
    readonly status: object
  }
  const { namespace = '', labels = {} } = metadata
  const annotations = { 'kubernetes.io/config.mirror': 'm', 'kubernetes.io/config.source': 'file' }
  return { ...pod, metadata: { namespace, name, labels, annotations } }
}

it('A98: a pod that is new on a peer joins the slices of the Services that select it, and one that is gone leaves them', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as Three
  site.cutSite()
  site.create(first, mirrorPod('a-1', 's1'))
  site.world.run(1_000)
  expect(site.shown(second)).toHaveLength(3)
  site.report(first, 's1', '10.0.0.71')
  site.world.run(1_000)
  const all = ['p1 10.0.0.1 true', 'p2 10.0.0.2 true', 'p3 10.0.0.3 true', 's1 10.0.0.71 true']
  for (const node of site.nodes) {
    expect(site.shown(node)).toEqual(all)
    expect(site.resolved(node)).toContain('10.0.0.71')
  }
  site.remove(first, 's1')
  site.world.run(1_000)
  for (const node of site.nodes) expect(site.shown(node)).toEqual(all.slice(0, 3))
  expect(site.resolved(third)).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3'])
})

it('A98: a pod that the cloud has begun to delete leaves the slices when its node has ended it', () => {
  const site = podsSite(2)
  const [first, second] = site.nodes as unknown as Three
  const { metadata, ...pod } = podOn('a-1', 'p1', '10.0.0.1')
  const deletionTimestamp = '2026-01-01T00:00:00Z'
  const ending = {
    ...pod,
    metadata: { ...metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 },
  }
  site.cloudHas(ending as typeof pod & { metadata: typeof metadata })
  site.world.run(500)
  site.cutSite()
  site.remove(first, 'p1')
  site.world.run(1_000)
  for (const node of [first, second]) expect(site.shown(node)).toEqual(['p2 10.0.0.2 true'])
  site.heal(first, second)
  site.world.run(5_000)
  site.replayed(first)
  site.cloudLost('p1')
  site.world.run(40_000)
  for (const node of [first, second]) expect(site.shown(node)).toEqual(['p2 10.0.0.2 true'])
})

it('A98: a node that lost its mirror, or has not read it yet, does not call its pods gone', () => {
  const site = podsSite(2)
  const [first, second] = site.nodes as unknown as Three
  site.cutSite()
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(1_000)
  first.stop()
  site.world.run(100)
  first.mirror.openStore((store) => {
    if (isFault(store)) throw store
    store.range({ limit: 999 }, (entries) => {
      if (isFault(entries)) throw entries
      const gone = entries.map(({ key }) => ({ del: key }))
      store.batch(gone, { sync: true }, () => store.close(() => {}))
    })
  })
  site.world.run(100)
  first.again()
  site.world.run(5_000)
  expect(first.status().mirror.map(({ complete }) => complete)).toEqual([false, false, false])
  expect(site.shown(second)[0]).toBe('p1 10.0.0.91 true')
})

interface Saying extends Partial<Omit<PodsTold, 'pods'>> {
  readonly by: EdgeNode
  readonly signer?: string
}

/** What somebody says of pods on a node's broker, signed with the keys of another. */
function say(
  site: ReturnType<typeof podsSite>,
  on: EdgeNode,
  { by, signer = `node/${by.name}`, ...more }: Saying,
  pods: readonly PodWord[],
): void {
  const told = { node: nodeId(by.name), epoch: 9e9, incarnation: 1, number: 1, ...more, pods }
  const signed = sealSigned({ context: 'peer', signer }, encodePodsTold(told), by.keys.sign)
  const subject = subjectOf('peer', 'causeway', {
    site: 'a',
    node: on.name,
    topic: peerTopics.pods,
  })
  site.world.lan.bus(`${on.host}:1883`).connect().publish(subject, signed)
  site.world.run(100)
}

const wordOf = (...pod: Parameters<typeof podOn>): PodWord => {
  const word = podWord(podOn(...pod))
  if (word === undefined) throw new Error('it ends')
  return word
}

it('A99: of the pods of another node nobody is believed; who speaks of them is a fact, once each', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as Three
  site.cutSite()
  const before = site.shown(first)
  const lies = [
    wordOf('a-3', 'p3', '6.6.6.6'),
    wordOf('a-1', 'p1', '6.6.6.6'),
    wordOf('a-2', 'p2', '10.0.0.22'),
  ]
  for (let number = 1; number <= 3; number++) say(site, second, { by: second, number }, lies)
  const after = [before[0], 'p2 10.0.0.22 true', before[2]]
  for (const node of [first, third]) expect(site.shown(node)).toEqual(after)
  expect(first.status().refused['word of another node’s pod']).toBe(6)
  site.heal(first, second, third)
  site.world.run(10_000)
  const refused = (node: EdgeNode) =>
    site.factsOf(node).filter(({ kind }) => kind === 'pod-word-refused')
  const of = (name: string, node: string) => ({
    kind: 'pod-word-refused',
    node: 'a-2',
    pod: `default/${name}`,
    uid: `uid-${name}`,
    of: node,
  })
  expect(refused(first)).toEqual([of('p3', 'a-3'), of('p1', 'a-1')])
  expect(refused(third)).toEqual([of('p3', 'a-3'), of('p1', 'a-1')])
})

it('A99: what nobody of the site signed, another’s name, garbage and older words change nothing and are counted', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as Three
  site.cutSite()
  const before = site.shown(first)
  const pods = [wordOf('a-3', 'p3', '6.6.6.6')]
  say(site, second, { by: second, node: nodeId('a-3') }, pods)
  say(site, second, { by: second, node: nodeId('a-3'), signer: 'node/a-3' }, pods)
  const stranger = site.world.start('b-1')
  say(site, second, { by: { ...stranger, name: 'a-3' } }, pods)
  say(site, second, { by: stranger }, pods)
  say(site, second, { by: third, incarnation: 0 }, pods)
  const subject = subjectOf('peer', 'causeway', { site: 'a', node: 'a-2', topic: peerTopics.pods })
  site.world.lan.bus(`${second.host}:1883`).connect().publish(subject, new Uint8Array(40))
  site.world.run(100)
  expect(site.shown(first)).toEqual(before)
  expect(first.status().refused['words of a peer refused']).toBe(6)
  say(site, second, { by: third, number: 2 }, [wordOf('a-3', 'p3', '10.0.0.33')])
  say(site, second, { by: third, number: 1 }, pods)
  expect(site.shown(first)[2]).toBe('p3 10.0.0.33 true')
})

it('A97: with a link, what a peer said that fell silent is not believed for ever', () => {
  const site = podsSite(3)
  const [first, second] = site.nodes as unknown as Three
  site.report(second, 'p2', '10.0.0.22')
  site.world.run(1_000)
  expect(site.shown(first)[1]).toBe('p2 10.0.0.22 true')
  second.die()
  site.world.run(60_000)
  expect(site.shown(first)[1]).toBe('p2 10.0.0.2 true')
})

it('A100: in a site in which not all hear all, words are passed on', () => {
  const site = podsSite(10)
  const [first] = site.nodes as unknown as Three
  site.cutSite()
  site.report(first, 'p1', '10.0.0.91')
  site.world.run(1_500)
  for (const node of site.nodes) expect(site.shown(node)[0]).toBe('p1 10.0.0.91 true')
  // Who was away hears it from others, whoever said it first.
  const last = site.nodes.at(-1) as EdgeNode
  last.restart()
  site.world.run(5_000)
  expect(site.shown(last)[0]).toBe('p1 10.0.0.91 true')
})

it('E34: an agent that starts without the keys of its peers asks for them in its first beats, and for ever in none', () => {
  const world = edgeWorld({ a: ['a-1', 'a-2'] })
  world.cloud.tellsKeys = false
  const [first] = ['a-1', 'a-2'].map((name) => world.start(name)) as [EdgeNode, EdgeNode]
  world.run(10_000)
  const asks = () =>
    world.cloud.beats.filter(({ beat }) => beat.node === 'a-1' && beat.assignment === 0)
  const { length } = asks()
  first.restart()
  world.run(10_000)
  expect(asks().length - length).toBeLessThanOrEqual(3)
  world.cloud.tellsKeys = true
  const before = world.cloud.beats.at(-1)?.beat.assignment
  world.run(5_000)
  expect(world.cloud.beats.at(-1)?.beat.assignment).toBe(before)
  first.restart()
  world.run(5_000)
  const now = world.cloud.beats.findLast(({ beat }) => beat.node === 'a-1')?.beat.assignment
  expect([0, before]).not.toContain(now)
})
