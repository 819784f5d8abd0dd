// The digest of an assignment.
import { expect, it } from 'vitest'
import { assignmentDigest } from '../../src/health/assignment.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import type { Assignment } from '../../src/health/words.ts'

const held: Assignment = {
  node: nodeId('a-1'),
  site: siteId('a'),
  shard: 0,
  members: [{ node: nodeId('a-1'), lan: '10.0.0.1:1883', kubelet: '10.0.0.1:10250' }],
}

it('differs wherever an assignment differs, and none is 0', () => {
  const [self] = held.members
  const others = [
    held,
    { ...held, site: siteId('b') },
    { ...held, shard: 1 },
    { ...held, members: [] },
    { ...held, members: [{ ...self, node: nodeId('a-2') }] },
    { ...held, members: [{ ...self, signKey: '07' }] },
  ] as Assignment[]
  expect(new Set([0, ...others.map(assignmentDigest)]).size).toBe(7)
  expect(assignmentDigest(undefined)).toBe(0)
  expect(assignmentDigest({ ...held })).toBe(assignmentDigest(held))
})
