// Kinds with a life of their own: events in two versions and for an hour, definitions from first to last.
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/objects/object.ts'
import { openSmall } from './small.ts'

const old = '/api/v1/namespaces/default/events'
const newer = '/apis/events.k8s.io/v1/namespaces/default/events'
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

const definition = (more: object = {}) => ({
  metadata: { name: 'things.x.io' },
  spec: {
    group: 'x.io',
    scope: 'Namespaced',
    names: { plural: 'things', kind: 'Thing' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: free },
        ...more,
      },
    ],
  },
})
const things = '/apis/x.io/v1/namespaces/default/things'

describe('events', () => {
  it('K35: an event reads the same in both versions, whichever it was written in', () => {
    const { ok } = openSmall()
    const involved = { kind: 'Node', name: 'n' }
    const first = {
      involvedObject: involved,
      message: 'm',
      reason: 'r',
      count: 2,
      source: { component: 'c' },
    }
    ok('POST', old, { metadata: { name: 'a' }, ...first })
    expect(ok('GET', `${newer}/a`)).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding: involved,
      note: 'm',
      deprecatedCount: 2,
      deprecatedSource: { component: 'c' },
    })
    const second = { regarding: involved, note: 'm', reportingController: 'c', action: 'x' }
    ok('POST', newer, { metadata: { name: 'b' }, ...second })
    const shown = ok('GET', `${old}/b`)
    expect(shown).toMatchObject({ apiVersion: 'v1', message: 'm', reportingComponent: 'c' })
    expect(shown).not.toHaveProperty('note')
    ok('DELETE', `${newer}/a`)
    expect((ok('GET', old)['items'] as unknown[]).length).toBe(1)
  })

  it('K35: an event is forgotten an hour after it was last told', () => {
    const { ok, run } = openSmall()
    const minute = 60_000
    const told = (at: string) => ({ metadata: { name: 'a' }, lastTimestamp: at })
    ok('POST', old, told('2027-01-15T08:00:00Z'))
    run(50 * minute)
    ok('PUT', `${old}/a`, told('2027-01-15T08:50:00Z'))
    run(40 * minute)
    expect(ok('GET', old)['items']).toHaveLength(1)
    run(25 * minute)
    expect(ok('GET', old)['items']).toHaveLength(0)
  })
})

describe('definitions', () => {
  it('K36: a kind is served as soon as it is defined, in the versions that are served', () => {
    const { kube, ok, run } = openSmall()
    ok('POST', definitions, definition())
    expect(ok('POST', things, { metadata: { name: 't' }, status: { a: 1 } })['status']).toEqual({
      a: 1,
    })
    run(10)
    const conditions = (object: KubeObject) =>
      (object['status'] as { conditions: { type: string }[] }).conditions.map(({ type }) => type)
    expect(conditions(ok('GET', `${definitions}/things.x.io`))).toEqual([
      'NamesAccepted',
      'Established',
    ])
    const { spec } = definition()
    const v2 = { ...spec.versions[0], name: 'v2', storage: false }
    const stored = ok('GET', `${definitions}/things.x.io`)
    ok('PUT', `${definitions}/things.x.io`, {
      ...stored,
      spec: { ...spec, versions: [...spec.versions, v2] },
    })
    expect(ok('GET', '/apis/x.io/v2/namespaces/default/things/t').apiVersion).toBe('x.io/v2')
    expect(kube.call('GET', '/apis/x.io/v3/namespaces/default/things').status).toBe(404)
  })

  it('K36: a status with a path of its own does not come with the object', () => {
    const { ok } = openSmall()
    ok('POST', definitions, definition({ subresources: { status: {} } }))
    const thing = ok('POST', things, { metadata: { name: 't' }, status: { a: 1 } })
    expect(thing).not.toHaveProperty('status')
    const path = `${things}/t/status`
    const changed = ok(
      'PATCH',
      path,
      { status: { a: 2 }, spec: { b: 1 } },
      'application/merge-patch+json',
    )
    expect([changed['status'], changed['spec']]).toEqual([{ a: 2 }, undefined])
  })

  it('K36: a definition goes after its objects, which may take their time', () => {
    const { kube, ok, run } = openSmall()
    ok('POST', definitions, definition())
    ok('POST', things, { metadata: { name: 'held', finalizers: ['x.io/f'] } })
    ok('POST', things, { metadata: { name: 'free' } })
    ok('DELETE', `${definitions}/things.x.io`)
    run(10)
    expect(
      (ok('GET', things)['items'] as KubeObject[]).map(({ metadata }) => metadata.name),
    ).toEqual(['held'])
    ok(
      'PATCH',
      `${things}/held`,
      { metadata: { finalizers: null } },
      'application/merge-patch+json',
    )
    run(10)
    expect(kube.call('GET', things).status).toBe(404)
    expect(kube.call('GET', `${definitions}/things.x.io`).status).toBe(404)
  })

  it('K36: a server that begins from a snapshot serves the kinds that were defined', () => {
    const first = openSmall()
    first.ok('POST', definitions, definition())
    first.run(10)
    first.ok('POST', things, { metadata: { name: 't' } })
    const from = JSON.parse(JSON.stringify(first.kube.snapshot())) as ReturnType<
      typeof first.kube.snapshot
    >
    const second = openSmall({ from })
    expect(second.ok('GET', `${things}/t`)).toEqual(first.ok('GET', `${things}/t`))
    expect(second.kube.snapshot()).toEqual(first.kube.snapshot())
    const made = (small: typeof first) => small.ok('POST', things, { metadata: { name: 'u' } })
    expect(made(second).metadata.uid).not.toBe(made(first).metadata.uid)
  })

  it('K36: what was ending in a snapshot ends in the server that begins from it', () => {
    const first = openSmall()
    first.ok('POST', definitions, definition())
    first.ok('POST', '/api/v1/namespaces', { metadata: { name: 'x' } })
    first.ok('DELETE', `${definitions}/things.x.io`)
    first.ok('DELETE', '/api/v1/namespaces/x')
    const second = openSmall({ from: first.kube.snapshot() })
    second.run(10)
    for (const path of [`${definitions}/things.x.io`, '/api/v1/namespaces/x']) {
      expect(second.kube.call('GET', path).status).toBe(404)
    }
  })
})
