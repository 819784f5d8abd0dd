// Merge patch against the examples of RFC 7386, and the patch that leads from any object to any other.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import { mergePatch } from '../../../src/objects/patches/merge-patch.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'

const examples: readonly (readonly [target: unknown, patch: unknown, result: unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

/** The patch that leads from one object to another. */
function difference(from: Json, to: Json): Json {
  const patch: Record<string, unknown> = {}
  for (const name of Object.keys(from)) if (to[name] === undefined) patch[name] = null
  for (const [name, value] of Object.entries(to)) {
    const before = from[name]
    if (isJson(before) && isJson(value)) patch[name] = difference(before, value)
    else if (!isEqualJson(before, value)) patch[name] = value
  }
  return patch
}

const name = fc.constantFrom('a', 'b', 'c')
const { tree } = fc.letrec<{ tree: Json; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 })),
  tree: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('tree'))),
}))

describe('merge patch', () => {
  it('K10: merges as RFC 7386 shows it', () => {
    const results = examples.map(([target, patch]) => mergePatch(target, patch))
    expect(results).toEqual(examples.map(([, , result]) => result))
  })

  it('K10: the difference of any two objects leads from one to the other', () => {
    fc.assert(
      fc.property(tree, tree, (from, to) => {
        const before = JSON.stringify(from)
        expect(isEqualJson(mergePatch(from, difference(from, to)), to)).toBe(true)
        expect(JSON.stringify(from)).toBe(before)
      }),
    )
  })
})
