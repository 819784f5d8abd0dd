// What the server adds to what is created: tolerations, accounts, priorities, taints, addresses, ports, names.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { openSmall, pod, pods } from './small.ts'

const specOf = (object: KubeObject) => object['spec'] as Readonly<Record<string, unknown>>
const notReady = 'node.kubernetes.io/not-ready'
const unreachable = 'node.kubernetes.io/unreachable'

describe('admission', () => {
  it('K18: pods tolerate silent nodes for the configured time, unless they say how long', () => {
    const { ok } = openSmall({ tolerationSeconds: 10 })
    const tolerations = (own: readonly object[], name: string) =>
      specOf(ok('POST', pods, pod(name, { tolerations: own })))['tolerations']
    const added = (key: string) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 10,
    })
    expect(tolerations([], 'a')).toEqual([added(notReady), added(unreachable)])
    const own = { key: unreachable, operator: 'Exists', effect: 'NoExecute' }
    expect(tolerations([own], 'b')).toEqual([own, added(notReady)])
    expect(tolerations([{ operator: 'Exists' }], 'c')).toEqual([{ operator: 'Exists' }])
  })

  it('K18: a pod runs under an account that is there, with a token mounted unless it declines', () => {
    const { ok, refused } = openSmall()
    const mounted = specOf(ok('POST', pods, pod('a')))
    expect(mounted).toMatchObject({
      serviceAccountName: 'default',
      volumes: [{ projected: { sources: [{ serviceAccountToken: { path: 'token' } }, {}, {}] } }],
      containers: [{ volumeMounts: [{ readOnly: true }] }],
    })
    const declined = specOf(ok('POST', pods, pod('b', { automountServiceAccountToken: false })))
    expect(declined['volumes']).toBeUndefined()
    expect(refused('POST', pods, pod('c', { serviceAccountName: 'none' })).message).toBe(
      'pods "c" is forbidden: error looking up service account default/none: serviceaccount "none" not found',
    )
  })

  it('K18: a pod has the priority of its class, or of the default one', () => {
    const { ok, refused } = openSmall()
    const classes = '/apis/scheduling.k8s.io/v1/priorityclasses'
    const priority = (name: string, spec: object) =>
      specOf(ok('POST', pods, pod(name, spec)))['priority']
    expect(priority('a', {})).toBe(0)
    expect(priority('b', { priorityClassName: 'system-node-critical' })).toBe(2_000_001_000)
    ok('POST', classes, { metadata: { name: 'high' }, value: 7 })
    ok('POST', classes, { metadata: { name: 'usual' }, value: 3, globalDefault: true })
    expect(priority('c', { priorityClassName: 'high' })).toBe(7)
    expect(priority('d', {})).toBe(3)
    const none = refused('POST', pods, pod('e', { priorityClassName: 'none' }))
    expect(none.message).toContain('no PriorityClass with name none was found')
  })

  it('K18: a fresh node takes no pods, and shows spec and status whatever was sent', () => {
    const { ok } = openSmall()
    const taint = { key: notReady, effect: 'NoSchedule' }
    const node = ok('POST', '/api/v1/nodes', { metadata: { name: 'n' } })
    expect([node['spec'], node['status']]).toMatchObject([
      { taints: [taint] },
      { nodeInfo: { kubeletVersion: '' } },
    ])
    const other = { metadata: { name: 'm' }, spec: { taints: [taint] }, status: { phase: 'x' } }
    const second = ok('POST', '/api/v1/nodes', other)
    expect([second['spec'], second['status']]).toMatchObject([{ taints: [taint] }, { phase: 'x' }])
  })

  it('K18: services get addresses and ports that no other has, and keep them', () => {
    const { ok } = openSmall()
    const services = '/api/v1/namespaces/default/services'
    const create = (i: number) =>
      specOf(
        ok('POST', services, {
          metadata: { name: `s${i}` },
          spec: { type: 'NodePort', ports: [{ port: 80 }] },
        }),
      )
    const all = Array.from({ length: 60 }, (_, i) => create(i))
    const portOf = (spec: object) => (spec as { ports: { nodePort: number }[] }).ports[0]?.nodePort
    expect(new Set(all.map((spec) => spec['clusterIP'])).size).toBe(60)
    expect(new Set(all.map(portOf)).size).toBe(60)
    const [first] = all
    const without = { metadata: { name: 's0' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } }
    const kept = specOf(ok('PUT', `${services}/s0`, without))
    expect([kept['clusterIP'], portOf(kept)]).toEqual([first?.['clusterIP'], portOf(first ?? {})])
    const plain = { metadata: { name: 's0' }, spec: { ports: [{ port: 80 }] } }
    expect(portOf(specOf(ok('PUT', `${services}/s0`, plain)))).toBeUndefined()
  })

  it('K18: generated names are long enough to differ and short enough to be names', () => {
    const { ok } = openSmall()
    const generateName = 'x'.repeat(70)
    const path = '/api/v1/namespaces/default/configmaps'
    const names = Array.from(
      { length: 50 },
      () => ok('POST', path, { metadata: { generateName } }).metadata.name,
    )
    expect(new Set(names).size).toBe(50)
    for (const name of names) expect(name).toMatch(/^x{58}[a-z0-9]{5}$/)
  })
})
