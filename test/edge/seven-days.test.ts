// Seven days alone, in virtual time: what a node writes down meanwhile is bounded, and afterwards all of it is in the cloud.
import { expect, it } from 'vitest'
import { nodePath } from '../../cloud/kube-paths.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import { edgeWorld } from '../support/edge-world.ts'
import { anEvent, merge, strategic } from '../mirror/pending/asking.ts'
import { linked, podPath } from '../support/linked-node.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** A real kubelet reports every five minutes; the log grows by what it is told, so that an hour shows the same. */
const everyMs = 60 * minuteMs
const path = nodePath(nodeId('a-1'))
const events = '/api/v1/namespaces/default/events'
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'

type World = ReturnType<typeof linked>

/** What a kubelet writes again and again: its Node's conditions, its Lease, the status of a pod, how often it said so. */
function report({ node }: World, count: number): void {
  const at = timestamp(node.clock.wall())
  const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready']
  const message = 'kubelet has sufficient memory available'
  const conditions = types.map((type) => ({ type, status: 'True', message, lastHeartbeatTime: at }))
  const spec = { holderIdentity: 'a-1', renewTime: `${at.slice(0, -1)}.000000Z` }
  const { status: renewed } = node.answered('PATCH', `${leases}/a-1`, { spec }, merge)
  if (renewed === 404) renewAnew(node, spec)
  const wrote = [
    node.answered('PATCH', `${path}/status`, { status: { conditions } }, strategic),
    node.answered('PATCH', `${podPath}/status`, { status: { message: String(count) } }, merge),
    node.answered('PATCH', `${events}/a-1.1`, { count, lastTimestamp: at }, merge),
  ]
  expect(wrote.map(({ status }) => status)).toEqual([200, 200, 200])
}

/** Leases are not kept: an agent that started again has none. */
function renewAnew(node: World['node'], spec: object): void {
  const metadata = { name: 'a-1', namespace: 'kube-node-lease' }
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }
  expect(node.answered('POST', leases, body).status).toBe(201)
}

it('A79: after seven days alone a node has as many writes to replay as there are things it wrote, and a bounded log', () => {
  const world = linked()
  const { node, agent, sleep, wake, run, at, kube } = world
  sleep()
  expect(node.answered('POST', events, anEvent).status).toBe(201)
  expect(node.answered('PATCH', path, { metadata: { labels: { shelf: '7' } } }, merge).status).toBe(
    200,
  )
  const reports = (7 * dayMs) / everyMs
  const before = agent.journal()?.position('state').last ?? 0
  for (let count = 2; count <= reports; count++) {
    run(everyMs - 80)
    report(world, count)
    if (count % (dayMs / everyMs) === 0) {
      node.kill()
      node.start()
    }
  }
  expect(node.writes.queue().length).toBeLessThanOrEqual(6)
  const facts = (agent.journal()?.position('state').last ?? 0) - before
  expect(facts).toBe(3 * (reports - 1))
  const asked = kube.asked.length
  wake()
  run(60_000)
  expect(node.writes.queue()).toEqual([])
  expect(at(path).metadata.labels).toMatchObject({ shelf: '7' })
  expect(at(podPath)).toMatchObject({ status: { message: String(reports) } })
  expect(at(`${events}/a-1.1`)).toMatchObject({ count: reports })
  const ready = (at(path)['status'] as { conditions: { type: string; message?: string }[] })
    .conditions
  expect(ready.find(({ type }) => type === 'Ready')?.message).toContain('sufficient')
  const items = at(events)['items'] as KubeObject[]
  expect(items.filter(({ reason }) => reason === 'CausewayWriteConflict')).toEqual([])
  expect(
    kube.asked.slice(asked).filter((each) => /^(PATCH|POST) .*(web|a-1)/.test(each)).length,
  ).toBeLessThan(100)
})

it('A79: beats of a node alone leave nothing in its log', () => {
  const world = edgeWorld({ s: ['n1'] }, 'real')
  const node = world.start('n1')
  world.run(minuteMs)
  Object.assign(node.wan, { up: false, down: false })
  world.run(10 * minuteMs)
  const last = () => node.edge.journal()?.position('state').last
  const before = last()
  world.run(2 * 60 * minuteMs)
  expect(node.status().link).toBe('alone')
  expect(last()).toBe(before)
})
