// Server-side apply as data: what merges how, whose fields change, who objects, what goes.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applied, updatedManagers } from '../../../src/objects/apply/apply.ts'
import { builtinShape } from '../../../src/objects/apply/builtin-shape.ts'
import { compared } from '../../../src/objects/apply/compare.ts'
import { conflictStatus } from '../../../src/objects/apply/conflict-status.ts'
import { customShape } from '../../../src/objects/apply/custom-shape.ts'
import { decodeFields, encodeFields } from '../../../src/objects/apply/fields-v1.ts'
import { fieldsOf } from '../../../src/objects/apply/fields-of.ts'
import { isSameSet } from '../../../src/objects/apply/field-set.ts'
import { decodeManagers, encodeManagers } from '../../../src/objects/apply/managers.ts'
import type { Manager, Managers } from '../../../src/objects/apply/managers.ts'
import { merged } from '../../../src/objects/apply/merge.ts'
import type { Shape } from '../../../src/objects/apply/shape.ts'

const pod = builtinShape({ group: '', kind: 'Pod' })
const service = builtinShape({ group: '', kind: 'Service' })
const deployment = builtinShape({ group: 'apps', kind: 'Deployment' })
const configMap = builtinShape({ group: '', kind: 'ConfigMap' })
const fields = (shape: Shape, value: unknown) => encodeFields(fieldsOf(shape, value))

describe('the fields that a configuration sets', () => {
  it('K109: are told apart by name, by the keys of lists, by value in sets, or as a whole', () => {
    const containers = [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }], args: ['a', 'b'] }]
    const metadata = { labels: { a: 'b' }, finalizers: ['x/f'], name: 'p' }
    expect(fields(pod, { metadata, spec: { containers, nodeSelector: { a: 'b' } } })).toEqual({
      'f:metadata': {
        'f:finalizers': { 'v:"x/f"': {} },
        'f:labels': { 'f:a': {} },
        'f:name': {},
      },
      'f:spec': {
        'f:containers': {
          'k:{"name":"c"}': {
            '.': {},
            'f:args': {},
            'f:image': {},
            'f:name': {},
            'f:ports': {
              'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
            },
          },
        },
        'f:nodeSelector': {},
      },
    })
  })

  it('K109: are those of the schema where a definition made the kind; the rest is whole, or free', () => {
    const item = { type: 'object', properties: { id: { type: 'string' }, n: { type: 'integer' } } }
    const list = { type: 'array', items: item }
    const shape = customShape({
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            plain: list,
            keyed: {
              ...list,
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['id'],
            },
            set: {
              type: 'array',
              items: { type: 'string' },
              'x-kubernetes-list-type': 'set',
            },
            whole: {
              type: 'object',
              additionalProperties: { type: 'string' },
              'x-kubernetes-map-type': 'atomic',
            },
            free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    })
    const items = [{ id: 'a', n: 1 }]
    const spec = {
      plain: items,
      keyed: items,
      set: ['s'],
      whole: { a: 'b' },
      free: { a: { b: [1] } },
    }
    expect(fields(shape, { spec })).toEqual({
      'f:spec': {
        'f:free': { 'f:a': { '.': {}, 'f:b': {} } },
        'f:keyed': { 'k:{"id":"a"}': { '.': {}, 'f:id': {}, 'f:n': {} } },
        'f:plain': {},
        'f:set': { 'v:"s"': {} },
        'f:whole': {},
      },
    })
  })

  it('K109: come back from what objects carry of them, and nonsense is none', () => {
    const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"s"', 'v:2')
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant({}),
        fc.dictionary(element, tie('tree'), { maxKeys: 3 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (each) => {
        const set = decodeFields(each)
        expect(set && isSameSet(decodeFields(encodeFields(set)) ?? set, set)).toBe(true)
      }),
    )
    expect([decodeFields({ nonsense: {} }), decodeFields({ 'f:a': 1 })]).toEqual([
      undefined,
      undefined,
    ])
  })
})

describe('a configuration merged into an object', () => {
  it('K110: keeps what it does not say, and orders items as it says, the others where they stood', () => {
    const named = (...names: readonly string[]) => names.map((name) => ({ name }))
    const order = (live: readonly string[], config: readonly string[]) => {
      const spec = (names: readonly string[]) => ({ spec: { containers: named(...names) } })
      const { spec: result } = merged(pod, spec(live), spec(config)) as ReturnType<typeof spec>
      return result.containers.map(({ name }) => name).join('')
    }
    expect(order(['a', 'b', 'c'], ['c', 'a'])).toBe('bca')
    expect(order(['a', 'b', 'c'], ['x', 'b'])).toBe('axbc')
    expect(order(['a', 'b'], ['b', 'a'])).toBe('ba')
    expect(order([], ['a', 'b'])).toBe('ab')
    const live = { spec: { containers: [{ name: 'c', image: 'i', tty: true }] } }
    const config = { spec: { containers: [{ name: 'c', image: 'j' }] } }
    expect(merged(pod, live, config)).toEqual({
      spec: { containers: [{ name: 'c', image: 'j', tty: true }] },
    })
  })

  it('K110: whatever is merged holds every item once, and those of the configuration in its order', () => {
    const names = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f'))
    fc.assert(
      fc.property(names, names, (live, config) => {
        const of = (finalizers: readonly string[]) => ({ metadata: { finalizers } })
        const { metadata } = merged(pod, of(live), of(config)) as ReturnType<typeof of>
        const { finalizers } = metadata
        expect([...finalizers].toSorted()).toEqual([...new Set([...live, ...config])].toSorted())
        expect(finalizers.filter((each) => config.includes(each))).toEqual(config)
      }),
    )
  })

  it('K110: a comparison finds what was added, changed and removed, and nothing in equals', () => {
    const value = fc.dictionary(fc.constantFrom<string>('a', 'b', 'c'), fc.constantFrom('1', '2'))
    fc.assert(
      fc.property(value, value, (before, after) => {
        const { changed, removed } = compared(configMap, { data: before }, { data: after })
        const names = (set: typeof changed) => [...(set.below.get('f:data')?.below.keys() ?? [])]
        const isNew = (key: string) => before[key] !== after[key]
        const keys = (data: object) => Object.keys(data).toSorted()
        expect(names(changed).toSorted()).toEqual(
          keys(after)
            .map((k) => `f:${k}`)
            .filter((k) => isNew(k.slice(2))),
        )
        expect(names(removed).toSorted()).toEqual(
          keys(before)
            .filter((k) => !(k in after))
            .map((k) => `f:${k}`),
        )
      }),
    )
  })
})

/** An object of config data to which managers apply and which writers change, as a server would keep it. */
function kept(shape: Shape = configMap, hasOwnStatus = false) {
  let object: unknown = {}
  let managers: Managers = new Map()
  const writing = (
    name: string,
    operation: Manager['operation'],
    now: string,
    subresource = '',
  ) => ({
    shape,
    hasOwnStatus,
    managers,
    manager: { name, operation, apiVersion: 'v1', subresource },
    now,
  })
  return {
    /** The conflicts, if there were any. */
    apply: (name: string, config: unknown, { force = false, now = 't', subresource = '' } = {}) => {
      const outcome = applied(writing(name, 'Apply', now, subresource), object, config, force)
      if ('conflicts' in outcome) return conflictStatus(outcome.conflicts)
      object = outcome.object
      managers = outcome.managers
      return undefined
    },
    update: (name: string, next: unknown, now = 't', subresource = '') => {
      managers = updatedManagers(writing(name, 'Update', now, subresource), object, next)
      object = next
    },
    object: () => object,
    entries: () => encodeManagers(managers) ?? [],
    owners: () =>
      Object.fromEntries(
        (encodeManagers(managers) ?? []).map((each) => [each['manager'], each['fieldsV1']]),
      ),
  }
}
const data = (values: object) => ({ data: values })

describe('who manages what', () => {
  it('K111: a field that is applied no more goes, unless another manages it too', () => {
    const { apply, object, owners } = kept()
    apply('one', data({ a: '1', b: '2', c: '3' }))
    apply('two', data({ b: '2' }))
    apply('one', data({ a: '1' }))
    expect(object()).toEqual(data({ a: '1', b: '2' }))
    expect(owners()).toEqual({
      one: { 'f:data': { 'f:a': {} } },
      two: { 'f:data': { 'f:b': {} } },
    })
    apply('one', {})
    apply('two', {})
    expect([object(), owners()]).toEqual([{}, {}])
  })

  it('K111: an item that is applied no more goes with all that is in it, an owned one stays', () => {
    const { apply, object } = kept(deployment)
    const spec = (...containers: readonly object[]) => ({
      spec: { template: { spec: { containers } } },
    })
    apply('one', spec({ name: 'a', image: 'i' }, { name: 'b', image: 'i' }))
    apply('two', spec({ name: 'b', tty: true }))
    apply('one', spec({ name: 'a' }))
    expect(object()).toEqual(spec({ name: 'a' }, { name: 'b', tty: true }))
  })

  it('K112: another value for a managed field is a conflict that names who and where, the same value is none', () => {
    const { apply, object, owners } = kept()
    apply('one', data({ a: '1' }))
    expect(apply('two', data({ a: '1' }))).toBeUndefined()
    expect(apply('two', data({ a: '2' }))).toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a' }] },
    })
    expect(object()).toEqual(data({ a: '1' }))
    expect(apply('two', data({ a: '2' }), { force: true })).toBeUndefined()
    expect([object(), owners()]).toEqual([data({ a: '2' }), { two: { 'f:data': { 'f:a': {} } } }])
  })

  it('K112: several conflicts are told manager by manager, with the keys of items', () => {
    const { apply, update } = kept(service)
    const spec = (port: object, type: string) => ({
      spec: { ports: [{ port: 80, ...port }], type },
    })
    update('web/1', spec({ name: 'a' }, 'ClusterIP'))
    apply('one', { spec: { type: 'ClusterIP' } })
    expect(apply('two', spec({ name: 'b' }, 'NodePort'))?.message).toBe(
      'Apply failed with 3 conflicts: conflicts with "one":\n- .spec.type\n' +
        'conflicts with "web/1" using v1:\n- .spec.ports[port=80,protocol="TCP"].name\n- .spec.type',
    )
  })

  it("K113: what an ordinary write changes is its writer's from then on", () => {
    const { apply, update, object, owners } = kept()
    apply('one', data({ a: '1', b: '2' }))
    update('editor', data({ a: '9', b: '2' }))
    expect(owners()).toEqual({
      one: { 'f:data': { 'f:b': {} } },
      editor: { 'f:data': { 'f:a': {} } },
    })
    expect(apply('one', data({ a: '1', b: '2' }))?.message).toBe(
      'Apply failed with 1 conflict: conflict with "editor" using v1: .data.a',
    )
    apply('one', data({ b: '2' }))
    update('editor', data({ a: '9' }))
    expect([object(), owners()]).toEqual([
      data({ a: '9' }),
      { editor: { 'f:data': { 'f:a': {} } } },
    ])
  })

  it('K113: what the server sets and what an object is called has no manager, the status one of its own', () => {
    const { apply, update, owners } = kept(deployment, true)
    const metadata = { name: 'd', namespace: 'n', uid: 'u', generation: 1, labels: { a: 'b' } }
    update('web', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, status: { replicas: 1 } })
    expect(owners()).toEqual({ web: { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } } })
    apply(
      'operator',
      { spec: { paused: true }, status: { replicas: 2 } },
      { subresource: 'status' },
    )
    expect(owners()['operator']).toEqual({ 'f:status': { 'f:replicas': {} } })
  })

  it('K114: an apply that changes nothing leaves managers and times as they are', () => {
    const { apply, entries } = kept()
    apply('one', data({ a: '1' }), { now: 'earlier' })
    const before = entries()
    apply('one', data({ a: '1' }), { now: 'later' })
    expect(entries()).toEqual(before)
    apply('one', data({ a: '1', b: '2' }), { now: 'later' })
    expect(entries()).toMatchObject([{ manager: 'one', operation: 'Apply', time: 'later' }])
    expect(encodeManagers(decodeManagers(entries()) ?? new Map())).toEqual(entries())
  })

  it('K114: there is one entry for each manager, and the oldest of many writers share one', () => {
    const { apply, update, entries } = kept()
    apply('one', data({ z: '1' }))
    const values: Record<string, string> = { z: '1' }
    for (let i = 0; i < 30; i++) {
      values[`k${i}`] = 'v'
      update(`writer-${i}`, data({ ...values }), `t${String(i).padStart(2, '0')}`)
    }
    const names = entries().map((each) => each['manager'])
    expect(names).toHaveLength(11)
    expect(names.slice(0, 2)).toEqual(['one', 'ancient-changes'])
    expect(names.at(-1)).toBe('writer-29')
  })
})
