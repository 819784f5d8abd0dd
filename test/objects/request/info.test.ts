// What requests are about, which representation they want, and who must answer them.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kindRegistry, withKinds } from '../../../src/objects/kinds/registry.ts'
import { compareVersions } from '../../../src/objects/kinds/definition.ts'
import { negotiate } from '../../../src/objects/request/accept.ts'
import { requestInfo } from '../../../src/objects/request/info.ts'
import { ask, builtin, contextOf, emptyStore, parsed, whole } from '../ask.ts'

const about: readonly (readonly [method: string, target: string, is: object])[] = [
  ['GET', '/api/v1/pods', { verb: 'list', group: '', version: 'v1', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=1', { verb: 'watch', resource: 'pods' }],
  ['GET', '/api/v1/pods?watch=false', { verb: 'list' }],
  ['GET', '/api/v1/nodes/n1', { verb: 'get', resource: 'nodes', name: 'n1' }],
  ['GET', '/api/v1/nodes/n1?watch=true', { verb: 'get', name: 'n1' }],
  ['GET', '/api/v1/namespaces', { verb: 'list', resource: 'namespaces' }],
  ['GET', '/api/v1/namespaces/x', { verb: 'get', resource: 'namespaces', name: 'x' }],
  [
    'PUT',
    '/api/v1/namespaces/x/status',
    { verb: 'update', resource: 'namespaces', name: 'x', subresource: 'status' },
  ],
  [
    'GET',
    '/api/v1/namespaces/x/pods/p/log?follow=true',
    { verb: 'get', resource: 'pods', namespace: 'x', name: 'p', subresource: 'log' },
  ],
  ['GET', '/api/v1/nodes/n/proxy/a/b', { name: 'n', subresource: 'proxy/a/b' }],
  ['POST', '/api/v1/namespaces/x/pods', { verb: 'create', namespace: 'x' }],
  ['DELETE', '/api/v1/namespaces/x/pods', { verb: 'deletecollection', namespace: 'x' }],
  ['DELETE', '/api/v1/namespaces/x/pods/p', { verb: 'delete', name: 'p' }],
  ['PATCH', '/apis/apps/v1/namespaces/x/deployments/d', { verb: 'patch', group: 'apps' }],
  ['GET', '/api/v1/watch/pods', { verb: 'watch', resource: 'pods' }],
  ['GET', '/api/v1/watch/namespaces/x/pods/p', { verb: 'watch', namespace: 'x', name: 'p' }],
  ['GET', '/apis/apps/v1/watch/deployments', { verb: 'watch', resource: 'deployments' }],
  ['HEAD', '/api/v1/pods', { verb: undefined, resource: 'pods' }],
]

it.each(about)('O15: %s %s', (method, target, is) => {
  expect(requestInfo(method, target)).toMatchObject({ about: 'resource', ...is })
})

it.each(['/', '/api', '/api/', '/apis/apps', '/apis/apps/v1', '/version', '/api/v1//pods'])(
  'O15: %s is no resource',
  (target) => {
    expect(requestInfo('GET', target)).toMatchObject({ about: 'path' })
  },
)

it('O15: any target is about something', () => {
  const target = fc.string({ unit: fc.constantFrom(...'/api/v1?=%&.2Fé', 'pods', 'watch') })
  fc.assert(
    fc.property(target, (text) => {
      expect(['path', 'resource']).toContain(requestInfo('GET', `/${text}`).about)
    }),
  )
})

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const all = ['object', 'table', 'metadata', 'discovery'] as const

it.each([
  [undefined, 'json', 'object'],
  ['*/*', 'json', 'object'],
  ['application/yaml', 'yaml', 'object'],
  ['text/html, application/json;q=0.5', 'json', 'object'],
  ['application/json;q=0.1, application/yaml', 'yaml', 'object'],
  [`${table},application/json`, 'json', 'table'],
  ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'json', 'object'],
  ['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,' + table, 'json', 'table'],
  ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', 'json', 'metadata'],
  [
    'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
    'json',
    'discovery',
  ],
])('O16: who accepts %s gets %s as %s', (accept, encoding, as) => {
  expect(negotiate(accept, all)).toMatchObject({ encoding, form: { as } })
})

it('O16: what cannot be had is refused', () => {
  expect(negotiate('application/vnd.kubernetes.protobuf', all)).toBeUndefined()
  expect(negotiate('application/json;q=0', all)).toBeUndefined()
  expect(negotiate(table, ['object'])).toBeUndefined()
})

it('O16: YAML and pretty JSON say the same as JSON', () => {
  const store = emptyStore()
  store.put(
    { group: '', resource: 'configmaps' },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'x' },
      data: { k: 'no' },
    },
  )
  const text = (target: string, headers: Readonly<Record<string, string>>) => {
    const answer = ask(contextOf(store), target, headers)
    if (answer.is !== 'answer') throw new Error(answer.is)
    return new TextDecoder().decode(answer.content.bytes())
  }
  const path = '/api/v1/namespaces/x/configmaps/a'
  const plain = text(path, {})
  expect(text(`${path}?pretty=1`, {})).toBe(JSON.stringify(JSON.parse(plain), undefined, 2))
  expect(text(path, { 'User-Agent': 'curl/8' })).toContain('\n  "metadata"')
  expect(text(path, { Accept: 'application/yaml' })).toBe(
    'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: a\n  namespace: x\n  resourceVersion: "2"\ndata:\n  k: "no"\n',
  )
})

it('O16: the value within is what the bytes say', () => {
  const store = emptyStore()
  const resource = { group: '', resource: 'configmaps' }
  for (const name of ['a', 'b']) {
    store.put(resource, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'x' } })
  }
  const accepts = [
    'application/json',
    table,
    'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  ]
  for (const accept of accepts) {
    for (const path of ['/api/v1/configmaps', '/api/v1/namespaces/x/configmaps/a']) {
      const answer = ask(contextOf(store), path, { accept })
      if (answer.is !== 'answer') throw new Error(answer.is)
      expect(parsed(new TextDecoder().decode(answer.content.bytes()))).toEqual(
        answer.content.value(),
      )
    }
  }
})

it('O17: what is not known is passed on where others may know it', () => {
  const context = { ...contextOf(emptyStore()), unknown: 'pass-on' as const }
  for (const path of ['/apis/none.io/v1/foos', '/api/v1/none', '/nothing', '/api/v1/pods/p/log']) {
    expect(ask(context, path), path).toEqual({ is: 'pass-on' })
  }
  expect(whole(ask(context, '/api/v1/namespaces/x/pods/p')).status).toBe(404)
})

it('O17: streams out of a pod are passed on once it is sure that it is there', () => {
  const store = emptyStore()
  const path = '/api/v1/namespaces/x/pods/p/log'
  expect(whole(ask(contextOf(store), path)).status).toBe(404)
  store.put(
    { group: '', resource: 'pods' },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'x' } },
  )
  expect(ask(contextOf(store), path)).toEqual({ is: 'pass-on' })
})

it('O18: kinds can be added, and their groups and versions are told in order', () => {
  const thing = { ...kindNamed('configmaps'), group: 'x.io', resource: 'things', custom: true }
  const registry = withKinds(builtin, [
    { ...thing, version: 'v2' },
    { ...thing, version: 'v1' },
  ])
  const answer = (path: string, accept = 'application/json') =>
    whole(ask(contextOf(emptyStore(), registry), path, { accept })).body
  expect(answer('/apis/x.io')).toMatchObject({
    versions: [{ version: 'v2' }, { version: 'v1' }],
    preferredVersion: { version: 'v2' },
  })
  const document = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList'
  expect(answer('/apis', document)).toMatchObject({ apiVersion: 'apidiscovery.k8s.io/v2beta1' })
  expect(JSON.stringify(answer('/apis', document))).toContain(
    '"responseKind":{"group":"x.io","version":"v2","kind":"ConfigMap"}',
  )
  expect(withKinds(registry, [thing]).kinds.filter(({ group }) => group === 'x.io')).toHaveLength(1)
})

const kindNamed = (resource: string) => {
  const found = kindRegistry(builtin.kinds).index.get('v1')?.get(resource)
  if (found === undefined) throw new Error(`no ${resource}`)
  return found
}

it('O18: versions are told the stable ones first, the newest first', () => {
  const versions = ['v1alpha1', 'foo', 'v1', 'v10beta3', 'v2', 'v11alpha2', 'v1beta1', 'bar', 'v10']
  expect(versions.toSorted(compareVersions)).toEqual([
    ...['v10', 'v2', 'v1', 'v10beta3', 'v1beta1', 'v11alpha2', 'v1alpha1', 'bar', 'foo'],
  ])
})

it('O18: clients see from OpenAPI that patches can be validated by the server', () => {
  const answer = (path: string) => whole(ask(contextOf(emptyStore()), path)).body
  expect(answer('/openapi/v3')).toMatchObject({
    paths: {
      'apis/apps/v1': {
        serverRelativeURL: expect.stringMatching(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/),
      },
    },
  })
  expect(answer('/openapi/v3/apis/apps/v1')).toMatchObject({
    paths: {
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}': {
        patch: {
          'x-kubernetes-group-version-kind': { group: 'apps', version: 'v1', kind: 'Deployment' },
          parameters: expect.arrayContaining([
            expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
          ]) as unknown,
        },
      },
    },
  })
  expect(answer('/openapi/v3/api/v1')).toHaveProperty('openapi', '3.0.0')
})

it('O21: health is told as a whole, check by check, and line by line', () => {
  const answer = (path: string) => whole(ask(contextOf(emptyStore()), path))
  expect(answer('/livez')).toMatchObject({ status: 200, body: 'ok' })
  expect(answer('/livez/etcd')).toMatchObject({ status: 200, body: 'ok' })
  expect(answer('/livez/none')).toMatchObject({ status: 404 })
  expect(answer('/readyz?verbose').body).toMatch(/^(\[\+\]\S+ ok\n)+readyz check passed\n$/)
  expect(answer('/metrics').body).toContain('kubernetes_build_info{')
})
