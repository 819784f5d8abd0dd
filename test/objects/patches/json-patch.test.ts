// JSON patch against the examples of RFC 6902, and against what must hold of any patch.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import { jsonPatch } from '../../../src/objects/patches/json-patch.ts'

const failed = 'failed'

/** A document, the operations, and what comes of them. */
const examples: readonly (readonly [string, unknown, readonly unknown[], unknown])[] = [
  [
    'A.1 adds a member',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux' }],
    { foo: 'bar', baz: 'qux' },
  ],
  [
    'A.2 adds an item',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  [
    'A.3 removes a member',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'remove', path: '/baz' }],
    { foo: 'bar' },
  ],
  [
    'A.4 removes an item',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.5 replaces a value',
    { baz: 'qux' },
    [{ op: 'replace', path: '/baz', value: 'boo' }],
    { baz: 'boo' },
  ],
  [
    'A.6 moves a value',
    { a: { x: 1, y: 2 }, b: {} },
    [{ op: 'move', from: '/a/y', path: '/b/z' }],
    { a: { x: 1 }, b: { z: 2 } },
  ],
  [
    'A.7 moves an item',
    { foo: ['a', 'b', 'c', 'd'] },
    [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
    { foo: ['a', 'c', 'd', 'b'] },
  ],
  [
    'A.8 tests successfully',
    { baz: 'q', foo: ['a', 2] },
    [{ op: 'test', path: '/foo/1', value: 2 }],
    { baz: 'q', foo: ['a', 2] },
  ],
  ['A.9 tests in vain', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], failed],
  [
    'A.10 adds a nested object',
    { foo: 'bar' },
    [{ op: 'add', path: '/child', value: { a: {} } }],
    { foo: 'bar', child: { a: {} } },
  ],
  [
    'A.12 adds to what is not there',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz/bat', value: 1 }],
    failed,
  ],
  [
    'A.14 escapes',
    { '/': 9, '~1': 10 },
    [{ op: 'test', path: '/~01', value: 10 }],
    { '/': 9, '~1': 10 },
  ],
  ['A.15 compares by type', { '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }], failed],
  [
    'A.16 adds a list to a list',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc'] }],
    { foo: ['bar', ['abc']] },
  ],
  ['copies', { a: [1] }, [{ op: 'copy', from: '/a', path: '/b' }], { a: [1], b: [1] }],
  ['replaces all', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ['replaces what is not there', {}, [{ op: 'replace', path: '/a', value: 1 }], failed],
  ['removes what is not there', { a: [] }, [{ op: 'remove', path: '/a/0' }], failed],
  ['adds beyond the end', { a: [] }, [{ op: 'add', path: '/a/1', value: 1 }], failed],
  ['knows no such operation', {}, [{ op: 'x', path: '/a' }], failed],
  ['knows no such path', {}, [{ op: 'add', path: 'a', value: 1 }], failed],
]

const anyPath = fc
  .array(fc.constantFrom('a', 'b', '0', '1', '-', '~0', ''), { maxLength: 3 })
  .map((parts) => parts.map((part) => `/${part}`).join(''))
const anyOperation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace', 'test', 'copy', 'move', 'x'),
  path: anyPath,
  from: anyPath,
  value: fc.jsonValue({ maxDepth: 1 }),
})
const anyDocument = fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue({ maxDepth: 2 }))

describe('JSON patch', () => {
  for (const [name, document, patch, wanted] of examples) {
    it(`K9: ${name}`, () => {
      const outcome = jsonPatch(document, patch)
      expect('problem' in outcome ? outcome.problem : outcome.value).toEqual(wanted)
    })
  }

  it('K9: what is no list of operations is malformed', () => {
    expect(jsonPatch({}, { op: 'x' })).toMatchObject({ problem: 'malformed' })
  })

  it('K9: any patch succeeds or fails without a trace, and never changes its target', () => {
    fc.assert(
      fc.property(anyDocument, fc.array(anyOperation, { maxLength: 4 }), (document, patch) => {
        const before = JSON.stringify(document)
        const outcome = jsonPatch(document, patch)
        expect(JSON.stringify(document)).toBe(before)
        const steps = patch.map((_, i) => jsonPatch(document, patch.slice(0, i + 1)))
        const last = steps.at(-1) ?? { value: document }
        expect('problem' in outcome).toBe('problem' in last)
        if ('value' in outcome && 'value' in last) {
          expect(isEqualJson(outcome.value, last.value)).toBe(true)
        }
      }),
    )
  })
})
