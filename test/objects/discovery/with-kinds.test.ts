// Discovery read from a server, and told again with kinds that it did not tell of then.
import { expect, it } from 'vitest'
import { discoveredKind, preferredVersions } from '../../../src/objects/discovery/discovered.ts'
import { documentAt } from '../../../src/objects/discovery/documents.ts'
import { discoveryWith } from '../../../src/objects/discovery/with-kinds.ts'
import { builtinKinds } from '../../../src/objects/kinds/builtin.ts'
import { kindsOfDefinition } from '../../../src/objects/kinds/definition.ts'
import { kindRegistry } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { Form } from '../../../src/objects/request/accept.ts'
import { deviceDefinition } from '../../support/devices.ts'

const devices = kindsOfDefinition(deviceDefinition())
const forms: readonly Form[] = [
  { as: 'object' },
  { as: 'discovery', version: 'v2' },
  { as: 'discovery', version: 'v2beta1' },
]

function documentOf(kinds: readonly ServedKind[], path: string, form: Form): object | undefined {
  const wanted = { registry: kindRegistry(kinds), address: '', form }
  const found = documentAt(path.split('/'), wanted)
  return found !== undefined && 'value' in found ? (found.value as object) : undefined
}

it('A81: discovery that was told before a kind was there is told with it, in every form', () => {
  const both = [...builtinKinds, ...devices]
  const paths = ['api', 'apis', 'api/v1', 'apis/apps', 'apis/apps/v1']
  for (const path of [...paths, 'apis/example.com', 'apis/example.com/v1'])
    for (const form of forms) {
      const before = documentOf(builtinKinds, path, form)
      const after = documentOf(both, path, form)
      const name = `${path} as ${JSON.stringify(form)}`
      expect(discoveryWith(before, path.split('/'), devices), name).toEqual(after)
      expect(discoveryWith(after, path.split('/'), devices), `${name}, again`).toEqual(after)
    }
})

it('A81: a version and a resource that a known group lacked are added to it', () => {
  const [device] = devices
  if (device === undefined) throw new Error('expected a kind')
  const other = { ...device, version: 'v2', resource: 'gauges', singular: 'gauge', kind: 'Gauge' }
  for (const form of forms) {
    const before = documentOf(devices, 'apis', form)
    const after = documentOf([...devices, other], 'apis', form)
    expect(discoveryWith(before, ['apis'], [other])).toEqual(after)
  }
  const beside = { ...other, version: 'v1' }
  const list = discoveryWith(
    documentOf(devices, 'apis/example.com/v1', { as: 'object' }),
    ['apis', 'example.com', 'v1'],
    [beside],
  )
  const plain: Form = { as: 'object' }
  expect(list).toEqual(documentOf([...devices, beside], 'apis/example.com/v1', plain))
})

it('A81: what nothing is known of stays unknown', () => {
  expect(discoveryWith(undefined, ['apis'], devices)).toBeUndefined()
  expect(discoveryWith(undefined, ['apis', 'apps'], devices)).toBeUndefined()
  expect(discoveryWith(undefined, ['apis', 'apps', 'v1'], devices)).toBeUndefined()
  expect(discoveryWith(undefined, ['version'], devices)).toBeUndefined()
})

it('D48: a kind is found in discovery with its names, verbs and subresources', () => {
  const plain: Form = { as: 'object' }
  for (const kind of [...builtinKinds.filter(({ group }) => group !== ''), ...devices]) {
    const { group, version, resource } = kind
    const list = documentOf([...builtinKinds, ...devices], `apis/${group}/${version}`, plain)
    const { custom: _, columns: __, scale: ___, storedAs: ____, ...named } = kind
    const { selectable: _____, listKind: ______, schema: _______, ...rest } = named
    expect(discoveredKind(list ?? {}, { group, version, resource })).toEqual(rest)
  }
  expect(discoveredKind({}, { group: '', version: 'v1', resource: 'pods' })).toBeUndefined()
  const group = documentOf(builtinKinds, 'apis/autoscaling', plain)
  expect(preferredVersions(group ?? {})[0]).toBe('v2')
  expect(preferredVersions({})).toEqual([])
})
