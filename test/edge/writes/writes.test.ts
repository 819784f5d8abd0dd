// Writes that a node takes alone: seen at once, kept through crashes, and over when the cloud and the feeds say so.
import { expect, it } from 'vitest'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import {
  aPod,
  anEvent,
  jsonPatch,
  merge,
  mirrorPod,
  strategic,
  theNode,
} from '../../mirror/pending/asking.ts'
import { writingNode } from '../../support/writing-node.ts'

const nodes = { group: '', resource: 'nodes' }
const pods = { group: '', resource: 'pods' }
const leases = { group: 'coordination.k8s.io', resource: 'leases' }
const nodePath = '/api/v1/nodes/a-1'
const podPath = '/api/v1/namespaces/shop/pods/web'
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'

function world() {
  const schedule = createSchedule({
    wallStart: wallMs(1_763_632_800_000),
    random: random('writes'),
  })
  const node = writingNode(schedule, 'a-1')
  node.feed(theNode, nodes, undefined, 'a-1')
  node.feed(aPod, pods, 'shop', 'web')
  const run = (ms: number): void => schedule.run(schedule.now() + ms)
  return { schedule, node, run }
}

const labels = (object: unknown): unknown => (object as KubeObject).metadata.labels
const label = (value: string) => ({ metadata: { labels: { shelf: value } } })
const versionOf = (object: unknown): string => (object as KubeObject).metadata.resourceVersion ?? ''

it('A62: a write is seen at once by reads and watches, under a new version, and after a crash', () => {
  const { node } = world()
  const before = node.view.seen.length
  const answer = node.answered('PATCH', nodePath, label('3'), merge)
  expect(answer.status).toBe(200)
  expect(labels(answer.body)).toMatchObject({ shelf: '3' })
  const shown = node.view.view.get(nodes, undefined, 'a-1')
  expect(shown).toEqual(answer.body)
  expect(node.view.seen.slice(before)).toEqual([{ type: 'MODIFIED', object: answer.body }])
  expect(Number(versionOf(answer.body))).toBeGreaterThan(1_000)
  node.kill()
  node.start()
  expect(labels(node.view.view.get(nodes, undefined, 'a-1'))).toMatchObject({ shelf: '3' })
})

it('A62: what the disk did not take is not answered with success, and not seen', () => {
  const { node, run } = world()
  node.disk.mood.full = true
  const refused = node.answered('PATCH', nodePath, label('3'), merge)
  expect(refused).toMatchObject({ status: 503, body: { message: expect.stringContaining('FULL') } })
  expect(labels(node.view.view.get(nodes, undefined, 'a-1'))).not.toMatchObject({ shelf: '3' })
  node.disk.mood.full = false
  run(1_000)
  expect(node.answered('PATCH', nodePath, label('4'), merge).status).toBe(200)
})

it('A61: of two writers on one version one is answered 409, also when both ask in one moment', () => {
  const { node, run } = world()
  const current = node.view.view.get(nodes, undefined, 'a-1')
  const answers: number[] = []
  for (const value of ['1', '2'])
    node.ask(
      [
        'PATCH',
        nodePath,
        { metadata: { resourceVersion: versionOf(current), labels: { shelf: value } } },
        merge,
      ],
      ({ status }) => answers.push(status),
    )
  run(50)
  expect(answers).toEqual([200, 409])
  expect(labels(node.view.view.get(nodes, undefined, 'a-1'))).toMatchObject({ shelf: '1' })
})

it('A62: answers come in the order in which writes were asked, each with what came before', () => {
  const { node, run } = world()
  const seen: unknown[] = []
  for (let i = 0; i < 50; i++)
    node.ask(['PATCH', nodePath, { metadata: { labels: { [`x${i}`]: 'y' } } }, merge], ({ body }) =>
      seen.push(Object.keys(labels(body) as object).length),
    )
  run(200)
  expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i + 2))
})

it('A62: a node registers, renews and reports itself alone', () => {
  const schedule = createSchedule({ wallStart: wallMs(1_763_632_800_000), random: random('new') })
  const node = writingNode(schedule, 'a-1')
  const made = node.answered('POST', '/api/v1/nodes', {
    metadata: { name: 'a-1', labels: { 'kubernetes.io/hostname': 'a-1' } },
    status: { conditions: [{ type: 'Ready', status: 'False' }] },
  })
  expect(made.status).toBe(201)
  const { uid } = (made.body as KubeObject).metadata
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'a-1', uid }
  const lease = {
    metadata: { name: 'a-1', ownerReferences: [owner] },
    spec: { holderIdentity: 'a-1' },
  }
  const held = node.answered('POST', leasePath, lease)
  expect(held.status).toBe(201)
  const spec = { holderIdentity: 'a-1', renewTime: '2025-11-20T10:00:10.000000Z' }
  const renewed = node.answered('PUT', `${leasePath}/a-1`, { ...(held.body as KubeObject), spec })
  expect(renewed).toMatchObject({ status: 200, body: { spec } })
  const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } }
  const reported = node.answered('PATCH', `${nodePath}/status`, ready, strategic)
  expect(reported).toMatchObject({ status: 200, body: ready })
  expect(node.answered('POST', '/api/v1/nodes', { metadata: { name: 'a-1' } }).status).toBe(409)
})

it('A66: Leases are renewed by the hour without a fact, and are the cloud’s again once it is linked', () => {
  const { node, run } = world()
  const lease = { metadata: { name: 'a-1' }, spec: { holderIdentity: 'a-1' } }
  node.answered('POST', leasePath, lease)
  const { last } = node.journal.position('state')
  for (let i = 0; i < 360; i++) {
    const current = node.view.view.get(leases, 'kube-node-lease', 'a-1')
    const spec = { holderIdentity: 'a-1', leaseTransitions: i }
    expect(node.answered('PUT', `${leasePath}/a-1`, { ...current, spec }).status).toBe(200)
    run(10_000)
  }
  expect(node.journal.position('state').last).toBe(last)
  expect(node.writes.queue()).toEqual([])
  node.writes.linked()
  expect(node.view.view.get(leases, 'kube-node-lease', 'a-1')).toBeUndefined()
})

it('A62: mirror pods, the end of a pod and events are seen at once, and after a crash', () => {
  const { node } = world()
  const dying = {
    ...aPod,
    metadata: { ...aPod.metadata, deletionTimestamp: '2025-11-20T10:00:00Z' },
  }
  node.feed(dying, pods, 'shop', 'web')
  node.answered('POST', '/api/v1/namespaces/kube-system/pods', mirrorPod)
  node.answered('POST', '/api/v1/namespaces/default/events', anEvent)
  node.answered('PATCH', '/api/v1/namespaces/default/events/a-1.1', { count: 2 }, merge)
  const ended = node.answered('DELETE', podPath, {
    gracePeriodSeconds: 0,
    preconditions: { uid: 'uid-of-web' },
  })
  expect(ended).toMatchObject({ status: 200, body: { kind: 'Pod' } })
  const look = () => [
    node.view.view.get(pods, 'kube-system', 'static-a-1')?.metadata.uid,
    node.view.view.get({ group: '', resource: 'events' }, 'default', 'a-1.1')?.['count'],
    node.view.view.get(pods, 'shop', 'web'),
  ]
  const before = look()
  expect(before).toEqual([expect.any(String), 2, undefined])
  node.kill()
  node.start()
  expect(look()).toEqual(before)
  expect(node.answered('DELETE', podPath, {}).status).toBe(404)
})

it('A61: operations on lists are kept as what they lead to, so that a repeat adds nothing', () => {
  const { node } = world()
  const path = '/status/conditions/-'
  const value = { type: 'Disk', status: 'True' }
  node.answered('PATCH', `${nodePath}/status`, [{ op: 'add', path, value }], jsonPatch)
  const [write] = node.writes.queue()
  expect(write?.change).toMatchObject({ verb: 'patch', form: 'merge' })
})

it('A71: what the feeds bring meanwhile is under what is pending', () => {
  const { node } = world()
  const running = { status: { phase: 'Running' } }
  node.answered('PATCH', `${podPath}/status`, running, strategic)
  const dying = {
    ...aPod.metadata,
    resourceVersion: '9',
    deletionTimestamp: '2025-11-20T10:00:00Z',
  }
  node.feed({ ...aPod, metadata: dying }, pods, 'shop', 'web')
  expect(node.view.view.get(pods, 'shop', 'web')).toMatchObject({
    metadata: { deletionTimestamp: dying.deletionTimestamp },
    ...running,
  })
  const replaced = {
    ...aPod,
    metadata: { ...aPod.metadata, uid: 'another', resourceVersion: '11' },
  }
  node.feed(replaced, pods, 'shop', 'web')
  expect(node.view.view.get(pods, 'shop', 'web')).toMatchObject({ status: { phase: 'Pending' } })
})

it('A71: a write is pending until the cloud has told of it and the feeds have brought it', () => {
  const { node, run } = world()
  const patched = node.answered('PATCH', nodePath, label('3'), merge)
  const [write] = node.writes.queue()
  if (write === undefined) throw new Error('nothing is pending')
  const { life, number } = write
  const seen = node.view.seen.length
  node.writes.told([{ life, number, version: '80' }])
  run(100)
  expect(node.writes.queue()).toHaveLength(1)
  const mine = { ...theNode.metadata.labels, shelf: '3' }
  const metadata = { ...theNode.metadata, resourceVersion: '80', labels: mine }
  node.feed({ ...theNode, metadata }, nodes, undefined, 'a-1')
  run(100)
  expect(node.writes.queue()).toEqual([])
  expect(node.view.pending()).toBe(0)
  // Whoever watches saw nothing of all this.
  expect(node.view.seen.slice(seen)).toEqual([])
  expect(node.view.view.get(nodes, undefined, 'a-1')).toEqual(patched.body)
  node.kill()
  node.start()
  expect(node.writes.queue()).toEqual([])
})

it('A71: outcomes that no feed will bring end a write after a while, a conflict ends it at once', () => {
  const { node, run } = world()
  node.answered('PATCH', nodePath, label('3'), merge)
  node.answered('PATCH', `${podPath}/status`, { status: { phase: 'Running' } }, strategic)
  const [first, second] = node.writes.queue()
  if (first === undefined || second === undefined) throw new Error('nothing is pending')
  const outcome = ({ life, number }: typeof first, version?: string) => ({ life, number, version })
  node.writes.told([outcome(first, '80'), outcome(second)])
  run(10_000)
  expect(node.writes.queue()).toHaveLength(2)
  run(25_000)
  expect(node.writes.queue()).toEqual([])
  expect(node.view.view.get(pods, 'shop', 'web')).toMatchObject({ status: { phase: 'Pending' } })
})

it('A72: later writes of an object with pending ones wait for them, others do not', () => {
  const { node } = world()
  const key = { ...nodes, namespace: '', name: 'a-1' }
  expect(node.writes.holds(key, 'patch')).toBe(false)
  node.answered('PATCH', nodePath, label('3'), merge)
  expect(node.writes.holds(key, 'patch')).toBe(true)
  expect(node.writes.holds(key, 'create')).toBe(false)
  expect(node.writes.holds({ ...pods, namespace: 'shop', name: 'web' }, 'patch')).toBe(false)
})

it('A63: seven days of heartbeats leave as many pending writes as there were changes', () => {
  const { node } = world()
  const beat = (at: number, status: string) => ({
    status: {
      conditions: [{ type: 'Ready', status, lastHeartbeatTime: `2025-11-20T10:00:0${at % 10}Z` }],
    },
  })
  for (let i = 0; i < 300; i++)
    node.answered('PATCH', `${nodePath}/status`, beat(i + 1, i > 150 ? 'False' : 'True'), strategic)
  expect(node.writes.queue()).toHaveLength(1)
  expect(node.writes.queue()[0]?.number).toBe(300)
})

it('A60: alone, what is no write of the node’s is refused at the door too', () => {
  const { node } = world()
  expect(node.answered('DELETE', '/api/v1/namespaces/shop/pods').status).toBe(503)
  // Alone, a node cannot know that there is no such group: a definition may have made it.
  expect(node.answered('POST', '/apis/none.io/v1/things', {}).status).toBe(503)
  expect(node.answered('POST', '/api/v1/things', {}).status).toBe(404)
})
