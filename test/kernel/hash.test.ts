// The stable hash and the shard made of it.
import { expect, it } from 'vitest'
import { hash32, shardOf } from '../../src/kernel/hash.ts'

it('the hash is what it was in every released version', () => {
  expect([hash32(''), hash32('a'), hash32('site-a'), hash32('ä€😀')]).toMatchInlineSnapshot(`
    [
      2872998923,
      444641715,
      2414609226,
      119109006,
    ]
  `)
})

it('sites spread over all shards', () => {
  const seen = new Set(Array.from({ length: 200 }, (_, i) => shardOf(`site-${i}`, 8)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})
