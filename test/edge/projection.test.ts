// A node's objects in memory: versions, layers, what is remembered, and a model that they are held to.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Projection } from '../../edge/mirror/projection.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import type { Change } from '../../src/objects/collection.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const things = { group: '', resource: 'things' }
const kind = { ...things, version: 'v1' } as Parameters<Projection['list']>[0]
const key = (name: string) => ({ ...things, namespace: 'd', name })

const thing = (name: string, origin: number, value = origin): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name, namespace: 'd', resourceVersion: String(origin) },
  value,
})

const begun = (bounds?: ConstructorParameters<typeof Projection>[1]): Projection => {
  const projection = new Projection('n1', bounds)
  projection.begin(0, 1_800_000_000_000, () => {})
  return projection
}

const place = (projection: Projection, object: KubeObject, scope: 'all' | 'node/n1' = 'all') =>
  projection.place(scope, key(object.metadata.name), objectBytes(object))

const valueOf = (projection: Projection, name: string): unknown =>
  projection.get(kind, 'd', name)?.['value']

it('A1: versions are epochStartMs × 1000 + n, above all of earlier lives, whatever the clock says', () => {
  let kept = 0
  let last = 0
  for (const wall of [1_800_000_000_000, 1_800_000_000_500, 5, 1_700_000_000_000]) {
    const projection = new Projection('n1')
    place(projection, thing('a', 1))
    projection.begin(kept, wall, (untilMs) => (kept = untilMs))
    expect(projection.version()).toBeGreaterThan(last)
    if (last === 0) expect(projection.version()).toBe(1_800_000_000_000_001)
    for (let n = 2; n < 3_000; n++) place(projection, thing('a', n))
    last = projection.version()
    expect(kept * 1_000).toBeGreaterThan(last)
    expect(projection.get(kind, 'd', 'a')?.metadata.resourceVersion).toBe(String(last))
  }
})

it('A3: a pending write is shown before all, the own feed before others, and nothing older replaces newer', () => {
  const projection = begun()
  place(projection, thing('a', 5))
  expect(projection.learn(key('a'), objectBytes(thing('a', 7)))?.['value']).toBe(7)
  projection.learn(key('a'), objectBytes(thing('a', 6)))
  place(projection, thing('a', 6))
  expect(valueOf(projection, 'a')).toBe(7)
  place(projection, thing('a', 8))
  expect(valueOf(projection, 'a')).toBe(8)
  place(projection, thing('a', 1, 100), 'node/n1')
  expect(valueOf(projection, 'a')).toBe(100)
  projection.put(things, thing('a', 0, 200))
  place(projection, thing('a', 9), 'node/n1')
  expect(valueOf(projection, 'a')).toBe(200)
  projection.drop(things, 'd', 'a')
  expect(projection.list(kind, 'd')).toEqual([])
  projection.settle(things, 'd', 'a')
  expect(valueOf(projection, 'a')).toBe(9)
  projection.leave('node/n1', key('a'))
  expect(valueOf(projection, 'a')).toBe(8)
  projection.leave('all', key('a'))
  expect([valueOf(projection, 'a'), projection.knownBy(things, 'd', 'a')]).toEqual([
    undefined,
    undefined,
  ])
})

it("A3: a node's own Node comes from its own feed alone, for others trim it", () => {
  const projection = begun()
  const nodes = { group: '', resource: 'nodes' }
  const own = { ...nodes, namespace: '', name: 'n1' }
  projection.place('site/a', own, objectBytes(thing('n1', 1)))
  expect(projection.knownBy(nodes, undefined, 'n1')).toBeUndefined()
  projection.place('node/n1', own, objectBytes(thing('n1', 2)))
  projection.leave('site/a', own)
  expect(projection.get(nodes, undefined, 'n1')?.['value']).toBe(2)
})

it('A4: what is remembered for watches is bounded by number and size; before that they begin anew', () => {
  const few = begun({ changesMax: 10, bytesMax: 1 << 20 })
  for (let n = 1; n <= 100; n++) place(few, thing('a', n))
  expect(few.version() - few.horizon()).toBeLessThanOrEqual(20)
  expect(few.version() - few.horizon()).toBeGreaterThanOrEqual(10)
  expect(few.changes(kind, few.horizon())).toHaveLength(few.version() - few.horizon())
  const small = begun({ changesMax: 1_000, bytesMax: 10_000 })
  const large = 'x'.repeat(2_000)
  for (let n = 1; n <= 100; n++) place(small, { ...thing('a', n), large })
  expect(small.changes(kind, small.horizon()).length).toBeLessThanOrEqual(5)
})

interface Step {
  readonly do: 'place' | 'leave' | 'learn' | 'put' | 'drop' | 'settle'
  readonly scope: 'all' | 'node/n1'
  readonly name: string
}

const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom('place', 'leave', 'learn', 'put', 'drop', 'settle'),
    scope: fc.constantFrom('all', 'node/n1'),
    name: fc.constantFrom('a', 'b', 'c'),
  }),
  { maxLength: 40 },
)

function step(projection: Projection, { do: what, scope, name }: Step, n: number): void {
  switch (what) {
    case 'place':
      return place(projection, thing(name, n), scope)
    case 'leave':
      return projection.leave(scope, key(name))
    case 'learn':
      return void projection.learn(key(name), objectBytes(thing(name, n)))
    case 'put':
      return void projection.put(things, thing(name, n))
    case 'drop':
      return projection.drop(things, 'd', name)
    case 'settle':
      return projection.settle(things, 'd', name)
  }
}

it('A2: whoever hears every change has what a list shows, and changes since any version lead there', () => {
  fc.assert(
    fc.property(steps, fc.nat(40), (all, at) => {
      const projection = begun()
      const heard = new Map<string, KubeObject>()
      let last = projection.version()
      const take = (into: Map<string, KubeObject>) => (change: Change) => {
        const { name } = change.object.metadata
        const known = into.get(name)
        expect(change.type === 'ADDED').toBe(known === undefined)
        expect(change.previous).toEqual(change.type === 'ADDED' ? undefined : known)
        if (change.type === 'DELETED') into.delete(name)
        else into.set(name, change.object)
      }
      projection.subscribe(kind, (change) => {
        expect(change.version).toBeGreaterThan(last)
        expect(change.object.metadata.resourceVersion).toBe(String(change.version))
        last = change.version
        take(heard)(change)
      })
      let since = { version: projection.version(), had: new Map<string, KubeObject>() }
      for (const [n, one] of all.entries()) {
        if (n === at) since = { version: projection.version(), had: new Map(heard) }
        step(projection, one, n + 1)
      }
      const listed = projection.list(kind, undefined)
      const sorted = [...heard.values()].toSorted((a, b) =>
        a.metadata.name < b.metadata.name ? -1 : 1,
      )
      expect(listed).toEqual(sorted)
      for (const change of projection.changes(kind, since.version)) take(since.had)(change)
      expect(since.had).toEqual(heard)
    }),
  )
})
