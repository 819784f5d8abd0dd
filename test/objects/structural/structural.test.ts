// Schemas of definitions: what is pruned, filled in, and refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import { defaulted } from '../../../src/objects/structural/defaulted.ts'
import { structureErrors } from '../../../src/objects/structural/check.ts'
import { structuralErrors } from '../../../src/objects/structural/errors.ts'
import { pruned } from '../../../src/objects/structural/pruned.ts'
import { withoutIdentity } from '../../../src/objects/structural/structural.ts'
import type { Structural } from '../../../src/objects/structural/structural.ts'

const text: Structural = { type: 'string' }
const spec = (properties: Structural['properties'], more: Structural = {}): Structural => ({
  type: 'object',
  properties: { spec: { type: 'object', ...more, ...(properties && { properties }) } },
})

describe('the schema of a definition', () => {
  it('K14: prunes what it does not know, but not identities, maps and what is to be preserved', () => {
    const schema = spec({
      known: text,
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      map: { type: 'object', additionalProperties: { type: 'object', properties: { a: text } } },
      list: { type: 'array', items: { type: 'object', properties: { a: text } } },
      inner: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { a: text } },
    })
    const object = {
      apiVersion: 'x/v1',
      kind: 'X',
      metadata: { name: 'x' },
      spec: {
        known: 'k',
        nope: 1,
        free: { any: { thing: 1 } },
        map: { m: { a: 'a', b: 'b' } },
        list: [{ a: 'a', b: 'b' }],
        inner: { kind: 'Y', a: 'a', b: 'b' },
      },
      more: true,
    }
    const { value, unknown } = pruned(schema, object)
    expect(value).toEqual({
      apiVersion: 'x/v1',
      kind: 'X',
      metadata: { name: 'x' },
      spec: {
        known: 'k',
        free: { any: { thing: 1 } },
        map: { m: { a: 'a' } },
        list: [{ a: 'a' }],
        inner: { kind: 'Y', a: 'a' },
      },
    })
    expect(unknown).toEqual(['more', 'spec.nope', 'spec.map.m.b', 'spec.list[0].b', 'spec.inner.b'])
  })

  it('K14: fills in defaults where the object around them is there, and for null', () => {
    const inner: Structural = { type: 'object', properties: { b: { ...text, default: 'B' } } }
    const schema = spec({
      a: { ...text, default: 'A' },
      inner,
      made: { ...inner, default: {} },
      list: { type: 'array', items: inner },
      may: { ...text, nullable: true, default: 'M' },
    })
    expect(defaulted(schema, { spec: { a: null, list: [{}], may: null } })).toEqual({
      spec: { a: 'A', list: [{ b: 'B' }], made: { b: 'B' }, may: null },
    })
    expect(defaulted(schema, {})).toEqual({})
  })

  it('K14: says what is wrong with each value, and nothing of what is right', () => {
    const schema = spec(
      {
        count: { type: 'integer', minimum: 1, maximum: 3, exclusiveMaximum: true },
        name: { ...text, minLength: 2, maxLength: 3, pattern: '^a' },
        color: { ...text, enum: ['red', 'blue'] },
        list: { type: 'array', items: text, maxItems: 1 },
        port: { 'x-kubernetes-int-or-string': true },
        may: { ...text, nullable: true },
      },
      { required: ['count', 'gone'] },
    )
    const errors = (value: unknown) =>
      structuralErrors(schema, value, '').map(({ field, message }) => `${field}: ${message}`)
    expect(errors({ spec: { count: 1, gone: 1, name: 'ab', port: 'http', may: null } })).toEqual([])
    expect(
      errors({ spec: { count: 3, name: 'bbbb', color: 'x', list: ['', ''], port: true } }),
    ).toEqual([
      'spec.gone: Required value',
      'spec.count: Invalid value: 3: spec.count in body should be less than 3',
      'spec.name: Too long: may not be more than 3 bytes',
      `spec.name: Invalid value: "bbbb": spec.name in body should match '^a'`,
      'spec.color: Unsupported value: "x": supported values: "red", "blue"',
      'spec.list: Too many: 2: must have at most 1 items',
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ])
    expect(errors({ spec: null })).toEqual([
      'spec: Invalid value: "null": spec in body must be of type object: "null"',
    ])
  })

  it('K14: what a schema says of identities is left to the API', () => {
    const schema: Structural = {
      type: 'object',
      required: ['metadata', 'spec'],
      properties: { metadata: { type: 'string' }, spec: text },
    }
    expect(withoutIdentity(schema)).toEqual({
      type: 'object',
      required: ['spec'],
      properties: { spec: text },
    })
  })

  it('K14: pruning and filling in twice is the same as once, for any object', () => {
    const leaf = fc.constantFrom<Structural>(
      text,
      { type: 'integer', default: 1 },
      { ...text, nullable: true, default: 'd' },
      { 'x-kubernetes-preserve-unknown-fields': true },
    )
    const name = fc.constantFrom('a', 'b', 'c')
    const { schema } = fc.letrec<{ schema: Structural }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ type: fc.constant('object'), properties: fc.dictionary(name, tie('schema')) }),
        fc.record({ type: fc.constant('array'), items: tie('schema') }),
      ),
    }))
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.dictionary(name, tie('json')),
        fc.array(tie('json'), { maxLength: 2 }),
      ),
    }))
    fc.assert(
      fc.property(schema, json, (shape, value) => {
        const once = defaulted(shape, pruned(shape, value).value)
        const again = pruned(shape, once)
        expect(again.unknown).toEqual([])
        expect(isEqualJson(defaulted(shape, again.value), once)).toBe(true)
      }),
    )
  })

  it('K118: is refused unless it is structural, and says where', () => {
    const fields = (schema: object) =>
      structureErrors({ type: 'object', properties: { f: schema } }, '').map(({ field }) => field)
    const keyed = { type: 'array', 'x-kubernetes-list-type': 'map' }
    const item = { type: 'object', properties: { id: text } }
    const right = [
      text,
      { 'x-kubernetes-preserve-unknown-fields': true },
      { 'x-kubernetes-int-or-string': true },
      { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
      { ...keyed, items: { ...item, required: ['id'] }, 'x-kubernetes-list-map-keys': ['id'] },
      { type: 'object', properties: { a: { ...text, default: 'x' } }, default: { a: 'b' } },
    ]
    expect(right.flatMap(fields)).toEqual([])
    const at = '.properties[f]'
    const wrong: readonly (readonly [object, string])[] = [
      [{}, `${at}.type`],
      [{ type: 'string', 'x-kubernetes-int-or-string': true }, `${at}.type`],
      [{ type: 'array' }, `${at}.items`],
      [{ type: 'object', additionalProperties: false }, `${at}.additionalProperties`],
      [
        { type: 'object', properties: { a: text }, additionalProperties: text },
        `${at}.additionalProperties`,
      ],
      [{ ...text, $ref: '#/x' }, `${at}.$ref`],
      [{ type: 'object', 'x-kubernetes-embedded-resource': true }, `${at}.properties`],
      [{ ...text, 'x-kubernetes-list-type': 'set' }, `${at}.type`],
      [{ ...keyed, items: item }, `${at}.x-kubernetes-list-map-keys`],
      [
        { ...keyed, items: item, 'x-kubernetes-list-map-keys': ['id'] },
        `${at}.items.properties[id].default`,
      ],
      [
        { ...keyed, items: item, 'x-kubernetes-list-map-keys': ['no'] },
        `${at}.items.properties[no]`,
      ],
      [{ ...text, default: 1 }, `${at}.default`],
      [{ type: 'object', properties: {}, default: { a: 1 } }, `${at}.default`],
      [{ type: 'array', items: { type: 'array' } }, `${at}.items.items`],
    ]
    expect(wrong.map(([schema]) => fields(schema))).toEqual(wrong.map(([, field]) => [field]))
    expect(structureErrors({ type: 'string' }, 's')).toMatchObject([{ field: 's.type' }])
  })
})
