// Updates: versions, generations, preconditions, what only the server sets, dry runs.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { configMaps, deployment, deployments, openSmall, patchTypes, pod, pods } from './small.ts'

const map = (name: string, data: object = {}, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  data,
})
const versionOf = ({ metadata }: KubeObject) => Number(metadata.resourceVersion)

describe('updates', () => {
  it('K15: what changes nothing keeps its version, whatever the way of asking', () => {
    const { ok } = openSmall()
    const first = ok('POST', configMaps, map('a', { k: 'v' }))
    const path = `${configMaps}/a`
    const same = [
      ok('PUT', path, first),
      ok('PUT', path, map('a', { k: 'v' })),
      ok('PATCH', path, { data: { k: 'v' } }, patchTypes.merge),
      ok('PATCH', path, [{ op: 'test', path: '/data/k', value: 'v' }], patchTypes.json),
      ok('PATCH', path, {}, patchTypes.strategic),
    ]
    expect(same.map(versionOf)).toEqual(same.map(() => versionOf(first)))
    expect(versionOf(ok('PUT', path, map('a', { k: 'w' })))).toBeGreaterThan(versionOf(first))
  })

  it('K15: generation counts changes of the spec alone, where a kind counts them', () => {
    const { ok } = openSmall()
    ok('POST', deployments, deployment('d'))
    const path = `${deployments}/d`
    const generation = (object: KubeObject) => object.metadata.generation
    const patch = (body: object, at = path) => ok('PATCH', at, body, patchTypes.merge)
    expect(generation(patch({ metadata: { labels: { a: 'b' } } }))).toBe(1)
    expect(generation(patch({ status: { replicas: 1 } }, `${path}/status`))).toBe(1)
    expect(generation(patch({ spec: { replicas: 2 } }))).toBe(2)
    expect(generation(patch({ spec: { replicas: 2 } }))).toBe(2)
    expect(generation(ok('POST', configMaps, map('a')))).toBeUndefined()
  })

  it('K15: the status changes through its own path only, the spec through the object only', () => {
    const { ok } = openSmall()
    ok('POST', deployments, deployment('d', { replicas: 1 }))
    const path = `${deployments}/d`
    const both = { spec: { replicas: 5 }, status: { replicas: 7 } }
    const main = ok('PATCH', path, both, patchTypes.merge)
    expect([main['spec'], main['status']]).toMatchObject([{ replicas: 5 }, {}])
    const more = { spec: { replicas: 6 }, status: { replicas: 8 } }
    const status = ok('PATCH', `${path}/status`, more, patchTypes.merge)
    expect([status['spec'], status['status']]).toMatchObject([{ replicas: 5 }, { replicas: 8 }])
  })

  it('K15: only the server sets uid, times and generation', () => {
    const { ok } = openSmall()
    const first = ok('POST', deployments, deployment('d'))
    const theirs = {
      creationTimestamp: '2000-01-01T00:00:00Z',
      deletionTimestamp: '2000-01-01T00:00:00Z',
      generation: 77,
      managedFields: [{ manager: 'm' }],
    }
    const changed = ok('PATCH', `${deployments}/d`, { metadata: theirs }, patchTypes.merge)
    expect(changed).toEqual(first)
  })

  it('K15: of writers who know the same version exactly one gets through', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('PUT', 'PATCH'), { minLength: 2 }), (methods) => {
        const { kube, ok } = openSmall()
        const { metadata } = ok('POST', configMaps, map('a'))
        const statuses = methods.map((method, i) => {
          const body = map('a', { k: String(i) }, { resourceVersion: metadata.resourceVersion })
          const type = method === 'PATCH' ? patchTypes.merge : 'application/json'
          return kube.call(method, `${configMaps}/a`, body, { 'content-type': type }).status
        })
        expect(statuses).toEqual([200, ...methods.slice(1).map(() => 409)])
      }),
    )
  })

  it('K15: a dry run answers as if, and leaves no trace', () => {
    const { kube, ok } = openSmall()
    ok('POST', configMaps, map('a'))
    const before = kube.snapshot()
    const dry = '?dryRun=All'
    expect(ok('POST', `${configMaps}${dry}`, map('b')).metadata.name).toBe('b')
    expect(ok('PUT', `${configMaps}/a${dry}`, map('a', { k: 'v' }))['data']).toEqual({ k: 'v' })
    ok('PATCH', `${configMaps}/a${dry}`, { data: { k: 'v' } }, patchTypes.merge)
    ok('DELETE', `${configMaps}/a${dry}`)
    ok('DELETE', `${configMaps}${dry}`)
    expect(kube.snapshot()).toEqual(before)
  })

  it('K127: an update that names the uid of an object that is gone is refused where it would create one', () => {
    const { ok, refused } = openSmall()
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases'
    const path = `${leases}/l`
    const first = ok('PUT', path, { metadata: { name: 'l' }, spec: { holderIdentity: 'a' } })
    ok('DELETE', path)
    expect(refused('PUT', path, first)).toMatchObject({ code: 409, reason: 'Conflict' })
    const { uid: _, ...metadata } = first.metadata
    expect(ok('PUT', path, { ...first, metadata }).metadata.uid).not.toBe(first.metadata.uid)
  })

  it('K15: an update creates where the kind says so, and nowhere else', () => {
    const { kube, refused } = openSmall()
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases'
    const put = (path: string, body: object) => kube.call('PUT', path, body).status
    expect(put(`${leases}/l`, { metadata: { name: 'l' }, spec: {} })).toBe(201)
    expect(refused('PUT', `${configMaps}/a`, map('a')).reason).toBe('NotFound')
    expect(refused('PUT', `${leases}/l`, { metadata: { name: 'l' } }).message).toContain(
      'metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    )
  })

  it('K15: what never changes is refused by name', () => {
    const { ok, refused } = openSmall()
    ok('POST', pods, pod('p'))
    ok('POST', deployments, deployment('d'))
    ok('POST', configMaps, { ...map('a'), immutable: true })
    const message = (path: string, body: object) =>
      refused('PATCH', path, body, patchTypes.merge).message
    expect(message(`${pods}/p`, { spec: { hostNetwork: true } })).toMatch(
      /^Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than/,
    )
    const selector = { spec: { selector: { matchLabels: { b: 'c' } } } }
    expect(message(`${deployments}/d`, selector)).toMatch(/spec.selector: .*field is immutable/)
    expect(message(`${configMaps}/a`, { data: { k: 'v' } })).toMatch(
      /data: Forbidden: field is imm/,
    )
    expect(
      ok(
        'PATCH',
        `${pods}/p`,
        { spec: { containers: [{ name: 'c', image: 'j' }] } },
        patchTypes.strategic,
      )['spec'],
    ).toMatchObject({ containers: [{ image: 'j' }] })
  })

  it('K15: scale is written to the object, through any kind of write', () => {
    const { ok } = openSmall()
    ok('POST', deployments, deployment('d', { replicas: 1 }))
    const path = `${deployments}/d`
    const scale = ok('GET', `${path}/scale`)
    ok('PUT', `${path}/scale`, { ...scale, spec: { replicas: 3 } })
    expect(ok('GET', path)['spec']).toMatchObject({ replicas: 3 })
    ok(
      'PATCH',
      `${path}/scale`,
      [{ op: 'replace', path: '/spec/replicas', value: 0 }],
      patchTypes.json,
    )
    expect(ok('GET', path)['spec']).toMatchObject({ replicas: 0 })
    expect(ok('GET', path).metadata.generation).toBe(3)
  })
})
