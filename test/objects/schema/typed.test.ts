// Types against what a real API server stored and showed: its objects fit as they are.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences, recorded } from '../../golden/recorded.ts'
import { builtinSchema, typeOf } from '../../../src/objects/schema/builtin.ts'
import { isJson, typed } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'

/** A recorded value with what was masked in it put back. */
function unmasked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmasked)
  if (value === '<time>') return '2026-01-01T00:00:00.000000Z'
  if (value === '<port>') return 1
  if (!isJson(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unmasked(each)]))
}

/** Every object of a built-in kind in an answer. */
function objectsIn(body: unknown, more: Json = {}): readonly Json[] {
  if (!isJson(body)) return []
  const object = { ...more, ...body }
  const { items, kind, apiVersion } = object
  if (Array.isArray(items)) {
    const own = { apiVersion, kind: String(kind).replace(/List$/, '') }
    return items.flatMap((item) => objectsIn(item, own))
  }
  return typeof apiVersion === 'string' && isJson(object['metadata']) ? [object] : []
}

const typeOfObject = ({ apiVersion, kind }: Json) => {
  const [version, group = ''] = String(apiVersion).split('/').toReversed()
  return version === undefined ? undefined : typeOf({ group, kind: String(kind) })
}

const files = ['reads', 'writes', 'errors', 'custom-resources'] as const
const shown = files.flatMap((file) =>
  recorded(file).flatMap(({ response }) => objectsIn(unmasked(response.body))),
)

/** The fields that stand for what was not given. */
const fit = (type: string, value: unknown) => typed(builtinSchema, type, value)

describe('types', () => {
  it('K12: what a real API server shows fits its type as it is', () => {
    const known = shown.filter((object) => typeOfObject(object) !== undefined)
    expect(known.length).toBeGreaterThan(50)
    for (const object of known) {
      const { value, unknown, wrong } = fit(typeOfObject(object) ?? '', object)
      expect({ unknown, wrong, differs: differences(object, value) }).toEqual({
        unknown: [],
        wrong: undefined,
        differs: [],
      })
    }
  })

  it('K12: unknown fields are named by their paths, and dropped', () => {
    const containers = [{ name: 'c', image: 'i', nope: 1, env: [{ name: 'A', nor: { x: 1 } }] }]
    const { value, unknown } = fit('Pod', {
      metadata: {},
      spec: { containers, none: true },
      foo: 1,
    })
    expect(unknown).toEqual([
      'spec.containers[0].nope',
      'spec.containers[0].env[0].nor',
      'spec.none',
      'foo',
    ])
    expect(JSON.stringify(value)).not.toMatch(/nope|nor|none|foo/)
  })

  it('K12: the first value of a wrong type is named as a decoder would', () => {
    const wrong = (type: string, value: unknown) => fit(type, value).wrong
    expect(wrong('Pod', { spec: { hostNetwork: 'yes' } })).toBe(
      'json: cannot unmarshal string into Go struct field Pod.spec.hostNetwork of type bool',
    )
    expect(wrong('ConfigMap', { data: [] })).toBe(
      'json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string',
    )
    expect(wrong('Lease', { spec: { renewTime: '2026-01-01T00:00:01Z' } })).toBe(
      'parsing time "2026-01-01T00:00:01Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    )
  })

  it('K12: empty fields are left out, zeros stand where a type always has them, null is nothing', () => {
    const given = {
      metadata: { labels: {}, name: '' },
      spec: { hostNetwork: false, nodeName: null },
    }
    expect(fit('Pod', given).value).toEqual({
      metadata: {},
      spec: { containers: null },
      status: {},
    })
    expect(fit('PodCondition', { type: 'Ready', status: 'True' }).value).toEqual({
      type: 'Ready',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: null,
    })
    expect(fit('PersistentVolumeClaimSpec', { storageClassName: '' }).value).toMatchObject({
      storageClassName: '',
    })
  })

  it('K12: any JSON fits or is told why not, and what fits fits again unchanged', () => {
    const names = [...builtinSchema.keys()]
    const fields = new Set([...builtinSchema.values()].flatMap((type) => [...type.keys()]))
    const key = fc.constantFrom(...fields)
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 0 }), tie('object'), tie('list')),
      object: fc.dictionary(key, tie('json'), { maxKeys: 4 }),
      list: fc.array(tie('json'), { maxLength: 2 }),
    }))
    fc.assert(
      fc.property(fc.constantFrom(...names), json, (type, value) => {
        const first = fit(type, value)
        if (first.wrong !== undefined) return
        const again = fit(type, first.value)
        expect(again).toEqual({ value: first.value, unknown: [] })
        if (!JSON.stringify(first.value).includes('null')) expect(again.value).toBe(first.value)
      }),
    )
  })
})
