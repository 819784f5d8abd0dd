// Who observes whom: enough, evenly, the same for all, and with little churn.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assignObservers, subjectsOf } from '../../src/health/observers.ts'
import { nodeId, type NodeId } from '../../src/kernel/ids.ts'

const names = (count: number): NodeId[] => Array.from({ length: count }, (_, i) => nodeId(`n-${i}`))
const anyMembers = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 60 })
  .map((list) => list.map(nodeId))

it('H1: every node has min(n − 1, 6) observers, none of them itself, whatever the order of members', () => {
  fc.assert(
    fc.property(anyMembers, fc.integer({ min: 1, max: 6 }), (members, most) => {
      const all = assignObservers(members, most)
      const again = assignObservers(members.toReversed(), most)
      for (const node of members) {
        const own = all.get(node) ?? []
        expect(new Set(own).size).toBe(Math.min(members.length - 1, most))
        expect(own).not.toContain(node)
        expect(again.get(node)).toEqual(own)
      }
    }),
  )
})

it('H1: nobody observes many more than six', () => {
  for (const count of [2, 3, 7, 8, 20, 300]) {
    const members = names(count)
    const all = assignObservers(members, 6)
    const loads = members.map((node) => subjectsOf(all, node).length)
    expect(Math.max(...loads)).toBeLessThanOrEqual(Math.min(count - 1, 12))
    const sum = loads.reduce((total, load) => total + load, 0)
    expect(sum).toBe(count * Math.min(count - 1, 6))
  }
})

it('H1: when one joins or leaves, few nodes are observed by others than before', () => {
  const members = names(200)
  const before = assignObservers(members, 6)
  const after = assignObservers([...members, nodeId('newcomer')], 6)
  const changed = members.filter((node) => String(before.get(node)) !== String(after.get(node)))
  expect(changed.length).toBeLessThanOrEqual(20)
})
