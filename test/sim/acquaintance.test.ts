// Who counts as having met whom in a simulated world.
import { expect, it } from 'vitest'
import { placeNodes, membersOf } from '../../sim/world/layout.ts'
import { createAcquaintance } from '../../sim/world/acquaintance.ts'
import { nodeId } from '../../src/kernel/ids.ts'

it('C40: a node is met once a peer heard it long enough, until that peer’s disk is changed', () => {
  const [a, b] = ['a-1', 'a-2'].map(nodeId) as [
    ReturnType<typeof nodeId>,
    ReturnType<typeof nodeId>,
  ]
  let now = 0
  let heard = true
  const members = membersOf(placeNodes({ a: 2 }))
  const met = createAcquaintance({
    now: () => now,
    members,
    hears: (observer, of) => heard && observer === b && of === a,
    metMs: 3_000,
  })
  const lookAt = (ms: number): boolean => {
    now = ms
    met.look()
    return met.isMet(a)
  }
  expect(lookAt(0) || lookAt(2_999)).toBe(false)
  heard = false
  expect(lookAt(3_000)).toBe(false)
  heard = true
  expect(lookAt(4_000) || lookAt(6_000)).toBe(false)
  expect(lookAt(7_000)).toBe(true)
  heard = false
  expect(lookAt(8_000)).toBe(true)
  met.forget(a)
  expect(met.isMet(a)).toBe(true)
  met.forget(b)
  expect(met.isMet(a)).toBe(false)
  expect(lookAt(9_000)).toBe(false)
})
