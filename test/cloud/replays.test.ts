// Writes that a node accepted alone, replayed by the cloud into a small Kubernetes, whatever happens between.
import { expect, it } from 'vitest'
import type { Fact } from '../../src/facts.ts'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { kubeCall } from '../../cloud/kube-call.ts'
import { refusal } from '../../cloud/replay/calls.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { PendingWrite, WriteChange } from '../../src/mirror/pending/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { faultyLog } from '../support/faulty-log.ts'
import { aPod, anEvent, mirrorPod } from '../mirror/pending/asking.ts'

type World = ReturnType<typeof cloudWorld>
type Target = PendingWrite['target']

const nodeTarget: Target = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  kind: 'Node',
  namespace: '',
  name: 'a-1',
}
const podTarget: Target = {
  ...nodeTarget,
  resource: 'pods',
  kind: 'Pod',
  namespace: 'default',
  name: 'web',
}
const eventTarget: Target = { ...podTarget, resource: 'events', kind: 'Event', name: 'a-1.1' }
const mirrorTarget: Target = { ...podTarget, namespace: 'kube-system', name: 'static-a-1' }

const merge = (patch: unknown, status = false): WriteChange => ({
  verb: 'patch',
  form: 'merge',
  patch,
  status,
})
const ready = (status: string): WriteChange => ({
  verb: 'patch',
  form: 'strategic',
  patch: { status: { conditions: [{ type: 'Ready', status, reason: 'Alone' }] } },
  status: true,
})
const end: WriteChange = { verb: 'delete', graceSeconds: 0 }

/** A cloud with one node, a pod of it, and an agent that has been heard. */
function begun() {
  const world = cloudWorld()
  world.addNode('a-1', 'a')
  const agent = world.addAgent('a-1')
  const pod = { ...aPod, metadata: { name: 'web', namespace: 'default' } }
  const made = world.kube.call('POST', '/api/v1/namespaces/default/pods', pod)
  world.run(3_000)
  let number = 0
  const writes = (
    target: Target,
    change: WriteChange,
    uid?: string,
    life = 'one',
  ): PendingWrite => {
    number += 1
    const write = { life, number, slot: number, target, uid, change }
    agent.keep({ kind: 'write-accepted', node: nodeId('a-1'), ...write } as Fact)
    return write
  }
  const told = () =>
    agent.heard.flatMap((down) => (down.kind === 'outcomes-told' ? down.outcomes : []))
  const at = (path: string) => world.kube.server.call('GET', path).body as KubeObject
  const node = () => at('/api/v1/nodes/a-1')
  const uid = node().metadata.uid
  /** The cloud dies in the very moment in which Kubernetes takes such a request. */
  const dieAt = (request: string): void =>
    world.kube.meddleOnce(() =>
      world.kube.asked.at(-1) === request ? world.one.kill() : dieAt(request),
    )
  return { ...world, agent, writes, told, at, node, uid, podUid: made.metadata.uid, dieAt }
}

const conflictsOf = ({ at }: { at: (path: string) => KubeObject }, namespace = 'default') =>
  (at(`/api/v1/namespaces/${namespace}/events`)['items'] as KubeObject[]).filter(
    ({ reason }) => reason === 'CausewayWriteConflict',
  )

/** The writing requests that Kubernetes was asked. */
const askedBy = ({ kube }: World, method: string, path: string): number =>
  kube.asked.filter((each) => each === `${method} ${path}`).length

it('A65: writes are replayed in their order, in the name of the kubelet, and the node is told until it confirms', () => {
  const all = begun()
  all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '1' } } }), all.uid)
  all.writes(nodeTarget, ready('False'), all.uid)
  const last = all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '2' } } }), all.uid)
  all.run(3_000)
  expect(all.node().metadata.labels).toMatchObject({ shelf: '2' })
  expect(all.node()).toMatchObject({
    status: {
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Ready', reason: 'Alone' }),
      ]),
    },
  })
  const outcomes = all.told()
  expect(outcomes.at(-1)).toEqual({ life: 'one', number: last.number, version: expect.any(String) })
  const count = outcomes.length
  all.run(5_000)
  expect(all.told().length).toBeGreaterThan(count)
  all.agent.keep({ kind: 'writes-settled', node: nodeId('a-1'), life: 'one', upTo: last.number })
  all.run(2_000)
  const confirmed = all.told().length
  all.run(10_000)
  expect(all.told()).toHaveLength(confirmed)
})

it('A65: what a kubelet may not do is not done for it', () => {
  const all = begun()
  all.kube.call('POST', '/api/v1/nodes', { metadata: { name: 'a-2' } })
  const other = { ...nodeTarget, name: 'a-2' }
  all.writes(other, merge({ metadata: { labels: { shelf: '1' } } }))
  all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '2' } } }), all.uid)
  all.run(3_000)
  expect(all.at('/api/v1/nodes/a-2').metadata.labels).not.toMatchObject({ shelf: '1' })
  expect(all.node().metadata.labels).toMatchObject({ shelf: '2' })
  expect(conflictsOf(all)[0]).toMatchObject({
    message: expect.stringContaining('not allowed to modify'),
  })
})

it('A74: what a node says of the writes of another is nothing', () => {
  const all = begun()
  all.addNode('a-2', 'a')
  const other = all.addAgent('a-2')
  all.run(3_000)
  const write = { life: 'x', number: 1, slot: 1, target: nodeTarget, uid: all.uid }
  const change = merge({ metadata: { labels: { stolen: 'yes' } } })
  other.keep({ kind: 'write-accepted', node: nodeId('a-1'), ...write, change } as Fact)
  all.run(3_000)
  expect(all.node().metadata.labels).not.toMatchObject({ stolen: 'yes' })
})

it('A65: a crash between the call and its record repeats the call without effect', () => {
  const all = begun()
  const path = '/api/v1/nodes/a-1'
  all.dieAt(`PATCH ${path}`)
  all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '1' } } }), all.uid)
  all.run(2_000)
  expect(all.node().metadata.labels).toMatchObject({ shelf: '1' })
  const patches = askedBy(all, 'PATCH', path)
  all.kube.server.call(
    'PATCH',
    path,
    { metadata: { labels: { shelf: 'later' } } },
    { 'content-type': 'application/merge-patch+json' },
  )
  all.start()
  all.run(6_000)
  expect(all.node().metadata.labels).toMatchObject({ shelf: 'later' })
  expect(askedBy(all, 'PATCH', path)).toBe(patches)
  expect(all.told()).not.toEqual([])
})

it('A65: a cloud that starts again goes on where it was', () => {
  const all = begun()
  all.kube.setSilent(true)
  all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '1' } } }), all.uid)
  all.run(2_000)
  all.stop()
  all.kube.setSilent(false)
  all.start()
  all.run(3_000)
  expect(all.node().metadata.labels).toMatchObject({ shelf: '1' })
})

it('A67: while Kubernetes is away nothing is given up, and it is asked ever more rarely', () => {
  const all = begun()
  all.kube.setSilent(true)
  all.writes(nodeTarget, merge({ metadata: { labels: { shelf: '1' } } }), all.uid)
  all.writes(podTarget, merge({ status: { phase: 'Running' } }, true), all.podUid)
  all.run(120_000)
  all.kube.setSilent(false)
  all.run(10_000)
  expect(all.node().metadata.labels).toMatchObject({ shelf: '1' })
  expect(all.at('/api/v1/namespaces/default/pods/web')).toMatchObject({
    status: { phase: 'Running' },
  })
})

it('A70: the status that was written last wins, field by field', () => {
  const all = begun()
  const path = '/api/v1/namespaces/default/pods/web/status'
  const type = { 'content-type': 'application/merge-patch+json' }
  all.kube.server.call('PATCH', path, { status: { phase: 'Failed', reason: 'Lost' } }, type)
  all.writes(podTarget, merge({ status: { phase: 'Running' } }, true), all.podUid)
  all.run(3_000)
  expect(all.at('/api/v1/namespaces/default/pods/web')).toMatchObject({
    status: { phase: 'Running', reason: 'Lost' },
  })
})

it('A70: what is gone or replaced meanwhile is a conflict, told to the node and as an event', () => {
  const all = begun()
  const path = '/api/v1/namespaces/default/pods/web'
  all.kube.call('DELETE', path, { gracePeriodSeconds: 0 })
  all.writes(podTarget, merge({ status: { phase: 'Running' } }, true), all.podUid)
  all.run(3_000)
  expect(conflictsOf(all)[0]).toMatchObject({
    type: 'Warning',
    involvedObject: { kind: 'Pod', name: 'web' },
    message: expect.stringContaining('gone; written on node a-1'),
  })
  const pod = { ...aPod, metadata: { name: 'web', namespace: 'default' } }
  all.kube.call('POST', '/api/v1/namespaces/default/pods', pod)
  const write = all.writes(podTarget, merge({ status: { phase: 'Running' } }, true), all.podUid)
  all.run(3_000)
  expect(all.at(path)).toMatchObject({ status: { phase: 'Pending' } })
  expect(conflictsOf(all)).toHaveLength(2)
  expect(all.told().at(-1)).toEqual({ life: 'one', number: write.number, version: undefined })
})

it('A70: the last delete of a pod ends that pod and no namesake', () => {
  const all = begun()
  const path = '/api/v1/namespaces/default/pods/web'
  all.writes(podTarget, end, 'another')
  all.run(3_000)
  expect(all.at(path).metadata.uid).toBe(all.podUid)
  all.writes(podTarget, end, all.podUid)
  all.writes(podTarget, end, all.podUid)
  all.run(3_000)
  expect(all.kube.server.call('GET', path).status).toBe(404)
  expect(conflictsOf(all)).toEqual([])
})

it('A68: events append, and one that is there already counts up', () => {
  const all = begun()
  const path = '/api/v1/namespaces/default/events'
  const create = (count: number): WriteChange => ({
    verb: 'create',
    object: { ...anEvent, count, metadata: { ...anEvent.metadata, uid: 'local' } } as KubeObject,
  })
  all.writes(eventTarget, create(1))
  all.run(2_000)
  expect(all.at(`${path}/a-1.1`)).toMatchObject({ count: 1, message: 'Starting kubelet.' })
  all.writes(eventTarget, merge({ count: 2 }), 'local')
  all.run(2_000)
  expect(all.at(`${path}/a-1.1`)).toMatchObject({ count: 2 })
  all.writes(eventTarget, create(7))
  all.writes({ ...eventTarget, name: 'forgotten' }, merge({ count: 3 }), 'x')
  all.run(2_000)
  expect(all.at(`${path}/a-1.1`)).toMatchObject({ count: 7 })
  expect(conflictsOf(all)).toEqual([])
})

it('A69: a mirror pod that was made alone is made, and what was written of it under its local uid follows', () => {
  const all = begun()
  const object = { ...mirrorPod, metadata: { ...mirrorPod.metadata, uid: 'local' } } as KubeObject
  all.writes(mirrorTarget, { verb: 'create', object })
  all.writes(mirrorTarget, merge({ status: { phase: 'Running' } }, true), 'local')
  all.run(3_000)
  const path = '/api/v1/namespaces/kube-system/pods/static-a-1'
  expect(all.at(path)).toMatchObject({ status: { phase: 'Running' } })
  expect(all.at(path).metadata.uid).not.toBe('local')
})

it('A69: a mirror pod that its kubelet made meanwhile is adopted, another’s pod is a conflict', () => {
  const all = begun()
  const path = '/api/v1/namespaces/kube-system/pods'
  all.kube.call('POST', path, mirrorPod)
  const object = { ...mirrorPod, metadata: { ...mirrorPod.metadata, uid: 'local' } } as KubeObject
  all.writes(mirrorTarget, { verb: 'create', object })
  all.writes(mirrorTarget, merge({ status: { phase: 'Running' } }, true), 'local')
  all.run(3_000)
  expect(all.at(`${path}/static-a-1`)).toMatchObject({ status: { phase: 'Running' } })
  expect(conflictsOf(all, 'kube-system')).toEqual([])
  all.kube.call('DELETE', `${path}/static-a-1`, { gracePeriodSeconds: 0 })
  const other = { ...mirrorPod.metadata, annotations: { 'kubernetes.io/config.mirror': 'hash-2' } }
  all.kube.call('POST', path, { ...mirrorPod, metadata: other })
  all.writes(mirrorTarget, { verb: 'create', object })
  all.run(3_000)
  expect(conflictsOf(all, 'kube-system')).toEqual([
    expect.objectContaining({ message: expect.stringContaining('taken') }),
  ])
})

it('A69: a Node that registered alone is adopted; where its spec differs, the cloud’s stays and a conflict says so', () => {
  const all = begun()
  const object = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a-1', uid: 'local', labels: { shelf: '9' } },
    spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] },
    status: { conditions: [{ type: 'Ready', status: 'True', reason: 'Alone' }] },
  } as KubeObject
  all.writes(nodeTarget, { verb: 'create', object })
  all.run(3_000)
  expect(all.node().metadata).toMatchObject({
    uid: all.uid,
    labels: { shelf: '9', 'causeway.io/site': 'a' },
  })
  expect(all.node()['spec']).not.toMatchObject(object['spec'] as object)
  expect(JSON.stringify(all.node()['status'])).toContain('Alone')
  expect(conflictsOf(all)[0]).toMatchObject({
    message: expect.stringContaining('that of the cloud stays'),
  })
})

it('A69: a create that comes twice makes one object', () => {
  const all = begun()
  all.dieAt('POST /api/v1/namespaces/kube-system/pods')
  const object = { ...mirrorPod, metadata: { ...mirrorPod.metadata, uid: 'local' } } as KubeObject
  all.writes(mirrorTarget, { verb: 'create', object })
  all.run(2_000)
  const path = '/api/v1/namespaces/kube-system/pods/static-a-1'
  const { uid } = all.at(path).metadata
  all.start()
  all.run(5_000)
  expect(all.at(path).metadata.uid).toBe(uid)
  expect(conflictsOf(all, 'kube-system')).toEqual([])
  expect(all.told()).not.toEqual([])
})

it('A67: that the cloud may not speak for kubelets gives up no write, a refusal of the write itself does', () => {
  const cannot =
    'PATCH /x: 403, users "system:node:a-1" is forbidden: User "causeway" cannot impersonate'
  expect(refusal(new Fault('UNAUTHORIZED', cannot))).toBeInstanceOf(Fault)
  expect(refusal(new Fault('UNAUTHORIZED', 'PATCH /x: 401, Unauthorized'))).toBeInstanceOf(Fault)
  expect(refusal(new Fault('UNREACHABLE', 'PATCH /x: 500, etcd'))).toBeInstanceOf(Fault)
  expect(refusal(new Fault('TOO_BUSY', 'PATCH /x: 429, later'))).toBeInstanceOf(Fault)
  const refused = { kind: 'conflicted', reason: 'refused' }
  expect(refusal(new Fault('UNAUTHORIZED', 'PATCH /x: 403, not yours'))).toMatchObject(refused)
  expect(refusal(new Fault('REFUSED', 'PATCH /x: 422, invalid'))).toMatchObject(refused)
})

it('A136: an API server where nobody listens is away, and refuses nothing', () => {
  const { clock, run } = aClock()
  const kube = memoryHttpClient(clock, () => undefined)
  const outcomes: unknown[] = []
  kubeCall({ kube, clock }, { method: 'GET', path: '/x' }, (outcome) => outcomes.push(outcome))
  run()
  expect(outcomes).toMatchObject([{ code: 'UNREACHABLE' }])
  expect(refusal(outcomes[0] as Fault)).toBeInstanceOf(Fault)
})

function aClock() {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random('away') })
  return { clock: schedule.spawn().clock, run: () => schedule.run(10_000) }
}

it('A65: when a replica dies, whoever takes its shards over goes on with their writes', () => {
  const logs = Array.from({ length: 4 }, faultyLog)
  const all = cloudWorld({ shards: 4, replica: 'one' }, true, logs)
  all.run(1_500)
  all.begin('two', logs)
  const names = ['a-1', 'b-1', 'c-1', 'd-1', 'e-1', 'f-1']
  for (const name of names) all.addNode(name, `site-${name}`)
  const agents = names.map((name) => ({ name, agent: all.addAgent(name) }))
  all.run(6_000)
  all.kube.setSilent(true)
  for (const { name, agent } of agents) {
    const change = merge({ metadata: { labels: { shelf: name } } })
    const write = { life: 'one', number: 1, slot: 1, target: { ...nodeTarget, name }, change }
    agent.keep({ kind: 'write-accepted', node: nodeId(name), uid: undefined, ...write } as Fact)
  }
  all.run(2_000)
  all.one.kill()
  all.kube.setSilent(false)
  all.run(30_000)
  for (const { name, agent } of agents) {
    expect(all.kube.call('GET', `/api/v1/nodes/${name}`).metadata.labels).toMatchObject({
      shelf: name,
    })
    expect(agent.heard.some(({ kind }) => kind === 'outcomes-told')).toBe(true)
  }
})
