// Field selectors against a dumb twin, and the words in which bad ones are refused.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isStatus } from '../../../src/objects/answers/status.ts'
import { kindOf } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import {
  parseFieldSelector,
  resolveFields,
  selectsFields,
} from '../../../src/objects/selectors/field-selector.ts'
import { builtin } from '../ask.ts'

function kindNamed(resource: string): ServedKind {
  const kind = kindOf(builtin, { group: '', version: 'v1', resource })
  if (kind === undefined) throw new Error(`no ${resource}`)
  return kind
}

function selects(kind: ServedKind, text: string, object: KubeObject): boolean {
  const selector = parseFieldSelector(text)
  if (isStatus(selector)) throw new Error(selector.message)
  const terms = resolveFields(kind, selector)
  if (isStatus(terms)) throw new Error(terms.message)
  return selectsFields(terms, object)
}

const text = fc.string({ unit: fc.constantFrom(...'ab,=\\'), maxLength: 4 })
const escaped = (value: string): string => value.replaceAll(/[\\,=]/g, '\\$&')

it('O7: a field selector selects by equality, whatever its values are', () => {
  const kind = kindNamed('pods')
  const pod = fc.record({ name: text, nodeName: text, phase: text })
  const term = fc.record({
    field: fc.constantFrom('name', 'nodeName', 'phase'),
    sign: fc.constantFrom('=', '==', '!='),
    value: text,
  })
  const names = { name: 'metadata.name', nodeName: 'spec.nodeName', phase: 'status.phase' }
  fc.assert(
    fc.property(pod, fc.array(term, { maxLength: 3 }), (made, terms) => {
      const { name, nodeName, phase } = made
      const object = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { nodeName },
        status: { phase },
      }
      const query = terms.map(
        ({ field, sign, value }) => `${names[field as keyof typeof names]}${sign}${escaped(value)}`,
      )
      const expected = terms.every(
        ({ field, sign, value }) =>
          (made[field as keyof typeof made] === value) === (sign !== '!='),
      )
      expect(selects(kind, query.join(','), object)).toBe(expected)
    }),
  )
})

const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'default' },
  involvedObject: { kind: 'Node', name: 'n1', uid: 'u' },
  reason: 'Gone',
  type: 'Normal',
  source: { component: 'kubelet' },
  reportingComponent: 'other',
}

it('O7: each kind is selected by fields of its own', () => {
  const events = kindNamed('events')
  expect(selects(events, 'involvedObject.kind=Node,involvedObject.name=n1', event)).toBe(true)
  expect(selects(events, 'involvedObject.uid=u,reason=Gone,type!=Warning', event)).toBe(true)
  expect(selects(events, 'source=kubelet,reportingComponent=other', event)).toBe(true)
  expect(selects(events, 'involvedObject.namespace=default', event)).toBe(false)
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} }
  expect(selects(kindNamed('nodes'), 'spec.unschedulable=false', node)).toBe(true)
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { clusterIP: 'None' },
  }
  expect(selects(kindNamed('services'), 'spec.clusterIP!=None', service)).toBe(false)
})

it('O7: unknown fields and broken escapes are refused in the words of the API', () => {
  const refused = (resource: string, given: string): unknown => {
    const selector = parseFieldSelector(given)
    return isStatus(selector) ? selector : resolveFields(kindNamed(resource), selector)
  }
  expect(refused('nodes', 'metadata.namespace=x')).toMatchObject({
    message: 'field label not supported: metadata.namespace',
  })
  expect(refused('pods', 'metadata.name=a\\b')).toMatchObject({
    message: 'invalid field selector: invalid escape sequence: \\b',
  })
  expect(refused('pods', 'metadata.name=a=b')).toMatchObject({
    message: 'invalid field selector: unescaped character in value: 61',
  })
})
