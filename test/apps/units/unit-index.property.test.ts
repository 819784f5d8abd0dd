// Whatever happens to nodes and units in whatever order: the index is as one made anew, giving ends, and all is given back.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UnitIndex } from '../../../src/apps/units/unit-index.ts'
import { of, unitOf, UnitBed } from './unit-bed.ts'

const few = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const plain = fc.dictionary(few('r', 's', 'u1', 'apps.openyurt.io/nodepool'), few('x', 'p1'), {
  maxKeys: 3,
})
const marks = few<Readonly<Record<string, string>>>(
  {},
  { u1: 'nodeunits.superedge.io' },
  { 'apps.kubeedge.io/belonging-to': 'g1' },
)
const labels = fc.tuple(plain, marks).map(([one, two]) => ({ ...one, ...two }))
const names = fc.uniqueArray(few('a', 'b', 'c'), { maxLength: 2 })
const expression = fc.oneof(
  fc.record({
    key: few('r', 's', 'given', 'u1'),
    operator: few('In', 'NotIn'),
    values: few(['x'], ['x', 'y']),
  }),
  fc.record({ key: few('r', 's', 'given', 'u1'), operator: few('Exists', 'DoesNotExist') }),
)
const selector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
)
const gifts = fc.record(
  {
    labels: fc.dictionary(few('r', 'given', 'more'), few('x', 'z')),
    annotations: fc.dictionary(few('note'), few('x', 'z')),
    taints: fc.array(
      fc.record({ key: few('t'), effect: few('NoSchedule', 'NoExecute'), value: few('x', 'z') }),
      {
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: [] },
)
const spec = fc.record(
  {
    nodes: names,
    nodeUnits: fc.uniqueArray(few('u1', 'u2')),
    selector,
    setNode: gifts,
    unschedulable: fc.boolean(),
    matchLabels: labels,
    topologyEnabled: fc.boolean(),
    hostNetwork: fc.boolean(),
  },
  { requiredKeys: [] },
)
const unit = few(
  { kind: of.pool, name: 'p1' },
  { kind: of.unit, name: 'u1' },
  { kind: of.unit, name: 'u2' },
  { kind: of.unitGroup, name: 'g1' },
  { kind: of.group, name: 'g1' },
  { kind: of.group, name: 'g2' },
)
const put = fc.record({
  unit,
  spec: fc.tuple(spec, gifts).map(([one, two]) => ({ ...two, ...one })),
  metadata: fc.record({ labels, creationTimestamp: few('1', '2') }),
})
const step = fc.oneof(
  fc.record({ does: fc.constant('node' as const), name: few('a', 'b', 'c'), labels }),
  fc.record({ does: fc.constant('no-node' as const), name: few('a', 'b', 'c') }),
  fc.record({ does: fc.constant('put' as const), put }),
  fc.record({ does: fc.constant('remove' as const), unit }),
  fc.record({ does: fc.constant('give' as const) }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function take(bed: UnitBed, one: Step): void {
  switch (one.does) {
    case 'node':
      if (bed.cluster.node(one.name) === undefined) bed.node(one.name, one.labels)
      else bed.patch(one.name, { metadata: { labels: one.labels } })
      break
    case 'no-node':
      bed.cluster.removeNode(one.name)
      bed.index.takeNode(one.name)
      break
    case 'put':
      bed.put(one.put.unit.kind, one.put.unit.name, one.put.spec, one.put.metadata)
      break
    case 'remove':
      bed.remove(one.unit.kind, one.unit.name)
      break
    case 'give':
      expect(bed.settle(30)).toBeLessThan(30)
  }
}

const units = [
  [of.pool, 'p1'],
  [of.unit, 'u1'],
  [of.unit, 'u2'],
  [of.unitGroup, 'g1'],
  [of.group, 'g1'],
  [of.group, 'g2'],
] as const

it('S9: an index that was told of every change is as one made anew, and giving comes to an end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const bed = new UnitBed()
      for (const one of steps) take(bed, one)
      bed.settle(30)
      const anew = new UnitIndex(bed.cluster)
      for (const name of ['a', 'b', 'c']) {
        expect(bed.index.settledFor(name).given).toEqual(anew.settledFor(name).given)
      }
      for (const [kind, name] of units) {
        expect(bed.index.seen(kind, name)).toEqual(anew.seen(kind, name))
      }
    }),
    { numRuns: 100 },
  )
})

it('S9: whom a change does not concern is given the same as before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), put, (steps, last) => {
      const bed = new UnitBed()
      for (const one of steps) take(bed, one)
      const changes = () => new Map(['a', 'b', 'c'].map((name) => [name, bed.change(name)]))
      const before = changes()
      const { kind, name } = last.unit
      bed.cluster.put(kind, unitOf(kind, name, last.spec, last.metadata))
      const { nodes } = bed.index.takeUnit(kind, name)
      for (const [node, change] of changes()) {
        if (!nodes.has(node)) expect(change).toEqual(before.get(node))
      }
    }),
    { numRuns: 100 },
  )
})

it('S9: when all units are gone, nodes bear what they bore without them', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        few('a', 'b', 'c'),
        fc.dictionary(few('s', 'apps.openyurt.io/nodepool'), few('x', 'p1')),
      ),
      fc.array(put, { maxLength: 6 }),
      (nodes, puts) => {
        const bed = new UnitBed()
        for (const [name, own] of Object.entries(nodes)) bed.node(name, own)
        for (const one of puts) {
          bed.put(one.unit.kind, one.unit.name, one.spec, one.metadata)
          bed.settle(30)
        }
        for (const [kind, name] of units) bed.remove(kind, name)
        bed.settle(30)
        for (const [name, own] of Object.entries(nodes)) {
          expect(bed.labels(name)).toEqual(own)
          expect(bed.cluster.node(name)?.metadata.annotations ?? {}).toEqual({})
          expect(bed.cluster.node(name)?.['spec'] ?? {}).toEqual({})
        }
      },
    ),
    { numRuns: 100 },
  )
})
