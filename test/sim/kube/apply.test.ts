// Server-side apply at the server: creates, changes, refuses, and keeps account of every writer.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { configMaps, deployment, deployments, openSmall, patchTypes } from './small.ts'

const applyType = 'application/apply-patch+yaml'
const by = (manager: string, more = '') => `?fieldManager=${manager}${more}`
const map = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})
const web = (spec: object) => ({
  ...deployment('web', spec),
  apiVersion: 'apps/v1',
  kind: 'Deployment',
})
const managersOf = ({ metadata }: KubeObject) =>
  (metadata['managedFields'] as readonly Record<string, unknown>[]).map(
    ({ manager, operation, subresource }) =>
      [manager, operation, subresource].filter(Boolean).join(' '),
  )

describe('server-side apply', () => {
  it('K115: creates what is not there, changes what is, and writes nothing when nothing changes', () => {
    const { kube, ok } = openSmall()
    const path = `${configMaps}/a`
    const apply = (data: object) =>
      kube.call('PATCH', path + by('m'), map('a', data), { 'content-type': applyType })
    expect(apply({ a: '1' }).status).toBe(201)
    const { resourceVersion } = ok('GET', path).metadata
    const same = apply({ a: '1' })
    expect([same.status, (same.body as KubeObject).metadata.resourceVersion]).toEqual([
      200,
      resourceVersion,
    ])
    const other = apply({ b: '2' }).body as KubeObject
    expect(other['data']).toEqual({ b: '2' })
    expect(Number(other.metadata.resourceVersion)).toBeGreaterThan(Number(resourceVersion))
  })

  it('K115: fills in defaults that nobody manages, and takes the status through its own path alone', () => {
    const { ok, refused } = openSmall()
    const path = `${deployments}/web`
    const status = { status: { replicas: 3 } }
    const whole = ok('PATCH', path + by('m'), { ...web({}), ...status }, applyType)
    expect([whole['spec'], whole['status']]).toMatchObject([{ replicas: 1 }, {}])
    expect(JSON.stringify(whole.metadata['managedFields'])).not.toContain('f:replicas')
    const scaled = ok('PATCH', path, { spec: { replicas: 5 } }, patchTypes.merge)
    expect(ok('PATCH', path + by('m'), web({ paused: true }), applyType)['spec']).toMatchObject({
      ...(scaled['spec'] as object),
      paused: true,
    })
    const identity = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }
    ok('PATCH', `${path}/status${by('c')}`, { ...identity, ...status }, applyType)
    expect(managersOf(ok('GET', path))).toEqual(['c Apply status', 'm Apply', 'unknown Update'])
    expect(
      refused(
        'PATCH',
        `${deployments}/none/status${by('c')}`,
        { ...identity, metadata: {} },
        applyType,
      ).code,
    ).toBe(404)
  })

  it('K115: custom objects merge as their definition says', () => {
    const { ok, run } = openSmall()
    const items = {
      type: 'object',
      properties: { id: { type: 'string' }, n: { type: 'integer' } },
      required: ['id'],
    }
    const list = {
      type: 'array',
      items,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['id'],
    }
    const schema = {
      type: 'object',
      properties: { spec: { type: 'object', properties: { list } } },
    }
    const names = { plural: 'things', kind: 'Thing' }
    const versions = [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } },
    ]
    ok('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: { name: 'things.x.io' },
      spec: { group: 'x.io', scope: 'Cluster', names, versions },
    })
    run(100)
    const thing = (...each: readonly object[]) => ({
      apiVersion: 'x.io/v1',
      kind: 'Thing',
      metadata: { name: 't' },
      spec: { list: each },
    })
    const path = '/apis/x.io/v1/things/t'
    ok('PATCH', path + by('one'), thing({ id: 'a', n: 1 }, { id: 'b' }), applyType)
    ok('PATCH', path + by('two'), thing({ id: 'c' }), applyType)
    const { spec } = ok('PATCH', path + by('one'), thing({ id: 'a', n: 2 }), applyType)
    expect(spec).toEqual({ list: [{ id: 'a', n: 2 }, { id: 'c' }] })
  })

  it('K116: ordinary writers own what they change, by name or by program, and can hand it over', () => {
    const { kube, ok, refused } = openSmall()
    const path = `${configMaps}/a`
    ok('PATCH', path + by('m'), map('a', { a: '1' }), applyType)
    const headers = { 'content-type': patchTypes.merge, 'user-agent': 'editor/1.0 (x)' }
    kube.call('PATCH', path, { data: { a: '2' } }, headers)
    expect(refused('PATCH', path + by('m'), map('a', { a: '1' }), applyType).message).toBe(
      'Apply failed with 1 conflict: conflict with "editor" using v1: .data.a',
    )
    const { managedFields } = ok('GET', path).metadata
    const [entry] = managedFields as readonly object[]
    ok(
      'PATCH',
      path,
      { metadata: { managedFields: [{ ...entry, manager: 'm', operation: 'Apply' }] } },
      patchTypes.merge,
    )
    expect(ok('PATCH', path + by('m'), map('a', { a: '1' }), applyType)['data']).toEqual({ a: '1' })
    ok('PATCH', path, { metadata: { managedFields: [{}] } }, patchTypes.merge)
    expect(ok('GET', path).metadata['managedFields']).toBeUndefined()
    expect(refused('PATCH', path + by('m'), map('a', { a: '3' }), applyType).message).toContain(
      'conflict with "before-first-apply" using v1: .data.a',
    )
  })

  it("K116: kubectl takes over what it applied on the client's side, and only that", () => {
    const { ok, refused } = openSmall()
    const path = `${configMaps}/a`
    const last = JSON.stringify(map('a', { a: '1', b: '1' }))
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': last }
    const metadata = { name: 'a', annotations }
    ok('POST', `${configMaps}${by('kubectl-client-side-apply')}`, {
      metadata,
      data: { a: '1', b: '1' },
    })
    ok('PATCH', path + by('editor'), { data: { b: '2' } }, patchTypes.merge)
    const wanted = map('a', { a: '3', b: '3' })
    expect(refused('PATCH', path + by('kubectl'), wanted, applyType).message).toBe(
      'Apply failed with 1 conflict: conflict with "editor" using v1: .data.b',
    )
    expect(ok('PATCH', path + by('kubectl'), map('a', { a: '3' }), applyType)['data']).toEqual({
      a: '3',
      b: '2',
    })
  })

  it('K116: a hot object keeps one entry for each writer', () => {
    const { ok } = openSmall()
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases'
    ok('POST', path, { metadata: { name: 'l' }, spec: { holderIdentity: 'h' } })
    const before = JSON.stringify(ok('GET', `${path}/l`).metadata['managedFields']).length
    for (let i = 10; i < 60; i++) {
      const renewTime = `2026-01-01T00:00:${i}.000000Z`
      ok('PATCH', `${path}/l`, { spec: { renewTime } }, patchTypes.merge)
    }
    const after = JSON.stringify(ok('GET', `${path}/l`).metadata['managedFields']).length
    expect(after - before).toBe(',"f:renewTime":{}'.length)
  })

  it('K117: what cannot be applied is refused in the words of a real server', () => {
    const { ok, refused } = openSmall()
    const path = `${configMaps}/a`
    const message = (body: unknown, query = by('m'), type = applyType) =>
      refused('PATCH', path + query, body, type).message
    expect(message(map('a', {}), '')).toContain(
      'fieldManager: Required value: is required for apply',
    )
    expect(message({}, by('m', '&force=true'), patchTypes.merge)).toContain(
      'force: Forbidden: may not be specified for non-apply patch',
    )
    expect(message({ ...map('a', {}), dat: {}, more: 1 })).toBe(
      'failed to create typed patch object (default/a; v1, Kind=ConfigMap): errors:\n' +
        '  .dat: field not declared in schema\n  .more: field not declared in schema',
    )
    expect(message({ ...map('a', {}), kind: 'Pod' })).toBe('invalid object type: /v1, Kind=Pod')
    expect(message(map('b', {}))).toContain('does not match the name on the URL')
    const managed = { ...map('a', {}), metadata: { name: 'a', managedFields: [{}] } }
    expect(message(managed)).toBe('metadata.managedFields must be nil')
    ok('POST', configMaps, { ...map('a', { a: '1' }), immutable: true })
    expect(message(map('a', { a: '2' }), by('m', '&force=true'))).toContain('field is immutable')
    const stale = { ...map('a', { a: '1' }), metadata: { name: 'a', resourceVersion: '1' } }
    expect(refused('PATCH', path + by('unknown'), stale, applyType).code).toBe(409)
  })
})
