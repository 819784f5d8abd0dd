// Further kinds as an operator writes them, and as feeds tell of them.
import { expect, it } from 'vitest'
import { furtherKindIn, wrongFurther } from '../../src/mirror/further-kind.ts'
import {
  fedAs,
  tellsOfKind,
  toldKeyOf,
  toldKindIn,
  toldObject,
} from '../../src/mirror/told-kind.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'

const policies = builtinKinds.find(({ resource }) => resource === 'networkpolicies')

it('D46: a further kind is written as its resource and group, with a version and namespaces if wanted', () => {
  const whole = { group: '', resource: 'limitranges', version: undefined, namespaces: undefined }
  expect(furtherKindIn('limitranges')).toEqual(whole)
  expect(furtherKindIn('limitranges/v1')).toEqual({ ...whole, version: 'v1' })
  expect(furtherKindIn('devices.example.com')).toEqual({
    ...whole,
    group: 'example.com',
    resource: 'devices',
  })
  expect(furtherKindIn('devices.example.com/v1beta1:shop,bank')).toEqual({
    group: 'example.com',
    resource: 'devices',
    version: 'v1beta1',
    namespaces: ['shop', 'bank'],
  })
  const wrong = ['', '.', 'a.', '.b', 'A', 'a/', 'a:', 'a:b,', 'a/b/c', 'a b', 'a:b:c', 'a..b']
  for (const text of [...wrong, 'a'.repeat(2_001)])
    expect(furtherKindIn(text), text).toBeUndefined()
})

it('D46: Secrets, and kinds of which nodes have what is theirs, are refused as further ones, with the reason', () => {
  const of = (...texts: readonly string[]) =>
    wrongFurther(texts.flatMap((text) => furtherKindIn(text) ?? []))
  expect(of('secrets')).toMatch(/got secrets: every node would hold every Secret/)
  expect(of('secrets/v1:kube-system')).toMatch(/every Secret/)
  for (const name of ['pods', 'configmaps:shop', 'services', 'endpointslices.discovery.k8s.io'])
    expect(of(name), name).toMatch(/what is theirs already/)
  for (const name of ['leases.coordination.k8s.io', 'csinodes.storage.k8s.io'])
    expect(of(name), name).toMatch(/each node has its own/)
  for (const name of ['events', 'events.events.k8s.io']) expect(of(name)).toMatch(/on all others/)
  expect(of('devices.example.com', 'devices.example.com:shop')).toMatch(/once, got .* twice/)
  expect(of('devices.example.com', 'networkpolicies.networking.k8s.io')).toBeUndefined()
})

it('D47: what a feed tells of a kind comes out as it went in, and what is no such thing is none', () => {
  if (policies === undefined) throw new Error('expected network policies')
  const told = { served: policies, namespaces: ['shop'] }
  const object = JSON.parse(JSON.stringify(toldObject(told))) as ReturnType<typeof toldObject>
  expect(toldKindIn(object)).toEqual(told)
  expect(toldKindIn(toldObject({ ...told, namespaces: undefined }))?.namespaces).toBeUndefined()
  expect(fedAs(told)).toMatchObject({ rule: 'all', version: 'v1', namespaces: ['shop'] })
  expect(object.metadata.name).toBe('networkpolicies.networking.k8s.io')
  expect(tellsOfKind(toldKeyOf(policies))).toBe(true)
  const { spec } = object as { spec?: object }
  const wrong = [undefined, 1, [], {}, { ...spec, verbs: 'get' }, { ...spec, kind: 1 }]
  const more = [
    { ...spec, namespaces: 'shop' },
    { ...spec, namespaced: 'yes' },
  ]
  for (const one of [...wrong, ...more])
    expect(toldKindIn({ ...object, spec: one }), JSON.stringify(one)).toBeUndefined()
})
