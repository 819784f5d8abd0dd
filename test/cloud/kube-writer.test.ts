// The cloud's hands against the small Kubernetes, on virtual time.
import { describe, expect, it } from 'vitest'
import { leasePath, leasesPath, nodePath, podPath } from '../../cloud/kube-paths.ts'
import { kubeWriter } from '../../cloud/kube-writer.ts'
import type { KubeAction, SeenInKube } from '../../cloud/kube-writer.ts'
import { leaseSeen } from '../../cloud/lease-renewal.ts'
import { conditionOf } from '../../cloud/node-conditions.ts'
import { taintsOf } from '../../cloud/taint-patch.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { microTimestamp } from '../../src/objects/timestamp.ts'
import { smallKube } from '../support/kube.ts'

const node = nodeId('n1')
const wall = 1_763_632_800_000

function world() {
  const schedule = createSchedule({ wallStart: wallMs(wall), random: random('schedule') })
  const { clock } = schedule.spawn()
  const { client: kube, call, asked, meddleOnce } = smallKube(clock)
  const seen: { -readonly [K in keyof SeenInKube]: SeenInKube[K] } = {
    lease: () => undefined,
    uid: () => 'u1',
    reported: () => [],
  }
  const writer = kubeWriter({ kube, clock }, seen)
  call('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node },
    spec: { taints: [{ key: 'theirs', effect: 'NoSchedule' }] },
  })
  return {
    server: { call },
    seen,
    asked,
    meddleOnce,
    perform: (action: KubeAction): Fault | undefined => {
      const outcomes: (Fault | undefined)[] = []
      writer.perform(action, (fault) => outcomes.push(fault))
      schedule.run(schedule.now() + 2_000)
      expect(outcomes).toHaveLength(1)
      return outcomes[0]
    },
    run: (ms: number) => schedule.run(schedule.now() + ms),
  }
}

const lease = (renewMicros: number) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: node, namespace: 'kube-node-lease' },
  spec: { holderIdentity: node, renewTime: microTimestamp(renewMicros) },
})
const renew = {
  kind: 'renew-lease',
  key: 'k',
  node,
  afterMicros: 0,
  leapMs: 60_000,
} as const
const taint = { key: 'causeway.io/isolated', effect: 'NoSchedule' } as const
const isolate = { kind: 'set-taint', key: 'k', node, taint, present: true } as const
const keysOf = (object: KubeObject) => taintsOf(object).map(({ key }) => key)

describe('kube writer', () => {
  it('C5: renews the Lease last seen, and reads it first where it changed meanwhile', () => {
    const { server, seen, perform } = world()
    const first = server.call('POST', leasesPath, lease((wall - 60_000) * 1_000))
    seen.lease = () => first
    expect(perform(renew)).toBeUndefined()
    const renewed = leaseSeen(server.call('GET', leasePath(node)))
    expect(renewed).toMatchObject({ own: true, renewMicros: wall * 1_000 })
    expect(perform(renew)).toBeUndefined()
    expect(leaseSeen(server.call('GET', leasePath(node)))).toEqual(renewed)
  })

  it('C5: a renewal never goes back behind a clock that is ahead', () => {
    const { server, perform } = world()
    const ahead = (wall + 86_400_000) * 1_000
    server.call('POST', leasesPath, lease(ahead))
    perform(renew)
    expect(leaseSeen(server.call('GET', leasePath(node)))).toMatchObject({
      own: true,
      renewMicros: ahead + 1,
    })
  })

  it('C5: a kubelet that renews at the same moment keeps its own renewal', () => {
    const { server, seen, perform, meddleOnce } = world()
    const first = server.call('POST', leasesPath, lease((wall - 60_000) * 1_000))
    seen.lease = () => first
    const kubelets = { ...first, spec: lease(wall * 1_000 - 5).spec }
    meddleOnce(() => server.call('PUT', leasePath(node), kubelets))
    expect(perform(renew)).toBeUndefined()
    expect(leaseSeen(server.call('GET', leasePath(node)))?.own).toBe(false)
  })

  it('C5: a Lease that is not there is made', () => {
    const { server, perform } = world()
    expect(perform(renew)).toBeUndefined()
    expect(leaseSeen(server.call('GET', leasePath(node)))?.own).toBe(true)
  })

  it('C7: a conflict is told, and the next try finds the other’s taint and keeps it', () => {
    const { server, perform, meddleOnce } = world()
    meddleOnce(() => {
      const now = server.call('GET', nodePath(node))
      const taints = [...taintsOf(now), { key: 'newer', effect: 'NoExecute' }]
      server.call('PUT', nodePath(node), { ...now, spec: { ...(now['spec'] as object), taints } })
    })
    expect(perform(isolate)?.code).toBe('CONFLICT')
    expect(perform(isolate)).toBeUndefined()
    const keys = keysOf(server.call('GET', nodePath(node)))
    expect(keys).toEqual(expect.arrayContaining(['theirs', 'newer', taint.key]))
    expect(perform({ ...isolate, present: false })).toBeUndefined()
    expect(keysOf(server.call('GET', nodePath(node)))).toEqual(
      keys.filter((key) => key !== taint.key),
    )
  })

  it('C7: what is as wanted is not written', () => {
    const { perform, asked } = world()
    expect(perform({ ...isolate, present: false })).toBeUndefined()
    expect(asked).toEqual(['GET /api/v1/nodes/n1'])
  })

  it('C8: the condition CausewayLinked says whether the cloud hears the node, and leaves the others', () => {
    const { server, perform } = world()
    const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady' }
    const now = server.call('GET', nodePath(node))
    server.call('PUT', `${nodePath(node)}/status`, { ...now, status: { conditions: [ready] } })
    perform({ kind: 'set-linked', key: 'k', node, linked: false, verdict: 'isolated' })
    const after = server.call('GET', nodePath(node))
    expect(conditionOf(after, 'CausewayLinked')).toMatchObject({ status: 'False' })
    expect(conditionOf(after, 'Ready')?.status).toBe('True')
    perform({ kind: 'set-linked', key: 'k', node, linked: true, verdict: 'healthy' })
    const healed = server.call('GET', nodePath(node))
    expect(conditionOf(healed, 'CausewayLinked')?.status).toBe('True')
  })

  it('C6: a silenced node and its pods come back, and pods that are called un-ready a moment later', () => {
    const { server, seen, perform, run } = world()
    const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady' } as const
    seen.reported = () => [ready]
    const silenced = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }
    const before = server.call('GET', nodePath(node))
    server.call('PUT', `${nodePath(node)}/status`, {
      ...before,
      status: { conditions: [silenced] },
    })
    const pod = makePod(server.call, 'p')
    const unready = () => setReady(server.call, pod, 'False')
    unready()
    expect(perform({ kind: 'restore-ready', key: 'k', node })).toBeUndefined()
    const podReady = () => conditionOf(server.call('GET', podPath('default', 'p')), 'Ready')?.status
    expect(conditionOf(server.call('GET', nodePath(node)), 'Ready')?.reason).toBe('KubeletReady')
    expect(podReady()).toBe('True')
    unready()
    run(10_000)
    expect(podReady()).toBe('True')
  })
})

type Call = (method: string, path: string, body?: object) => KubeObject

function makePod(call: Call, name: string): string {
  call('POST', '/api/v1/namespaces/default/pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: node, containers: [{ name: 'c', image: 'i' }] },
  })
  return name
}

function setReady(call: Call, name: string, status: string): void {
  const path = podPath('default', name)
  const conditions = [
    { type: 'ContainersReady', status: 'True' },
    { type: 'Ready', status },
  ]
  const now = call('GET', path)
  call('PUT', `${path}/status`, { ...now, status: { phase: 'Running', conditions } })
}
