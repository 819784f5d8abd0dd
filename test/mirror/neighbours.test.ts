// Whom sites are told of besides their own nodes, as labels, Services, sites and verdicts change.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Catalogue } from '../../src/mirror/catalogue.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { keyText } from '../../src/mirror/scope.ts'
import { isOfFeedsAlone, tellsOfNode, toldNodeIn } from '../../src/mirror/told-node.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { keysNamedBy } from '../../src/services/topology.ts'

const kindOf = (resource: string): FeedKind => {
  const kind = usualKinds.find((one) => one.resource === resource)
  if (kind === undefined) throw new Error(resource)
  return kind
}
const nodes = kindOf('nodes')
const services = kindOf('services')

const node = (name: string, labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
})

const service = (name: string, ...keys: readonly string[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'd', annotations: { topologyKeys: JSON.stringify(keys) } },
})

const siteOf = ({ metadata }: KubeObject): string => metadata.labels?.['site'] ?? metadata.name

/** A catalogue, and what each feed has of neighbours by it. */
function begin() {
  const catalogue = new Catalogue(siteOf, keysNamedBy)
  const held = new Map<string, string>()
  const takes = (placements: readonly Placement[]): readonly string[] =>
    placements.flatMap(({ scope, key, body }) => {
      if (!tellsOfNode(key)) return []
      const at = `${scope} ${key.resource}/${key.name}`
      if (body === undefined) {
        held.delete(at)
        return [`- ${at}`]
      }
      const object = JSON.parse(new TextDecoder().decode(body)) as KubeObject
      expect(isOfFeedsAlone(object)).toBe(true)
      const { labels, isFailed } = toldNodeIn(object)
      held.set(at, `${JSON.stringify(labels)}${isFailed ? ' failed' : ''}`)
      return [`+ ${at}`]
    })
  return {
    catalogue,
    held: () => Object.fromEntries([...held].toSorted()),
    node: (name: string, labels: Record<string, string>) =>
      takes(catalogue.take(nodes, node(name, labels))),
    gone: (resource: string, name: string) =>
      takes(
        catalogue.drop({ group: '', resource, namespace: resource === 'nodes' ? '' : 'd', name }),
      ),
    service: (name: string, ...keys: readonly string[]) =>
      takes(catalogue.take(services, service(name, ...keys))),
    failed: (name: string, isFailed: boolean) => takes(catalogue.failed(name, isFailed)),
  }
}

it('N70: a site is told of nodes of others that share a value of a label which a Service names, of no more of them, and of nobody else', () => {
  const { node: is, gone, service: says, held } = begin()
  expect(is('a1', { site: 'a', zone: 'z', other: 'x' })).toEqual([])
  is('a2', { site: 'a', zone: 'y' })
  is('b1', { site: 'b', zone: 'z', other: 'x' })
  is('c1', { site: 'c', zone: 'y2' })
  expect(held()).toEqual({})
  says('s', 'zone', '*')
  expect(held()).toEqual({
    'site/a neighbours/b1': '{"zone":"z"}',
    'site/b neighbours/a1': '{"zone":"z"}',
  })
  // A second Service, and a node that changes nothing of what is named.
  expect(says('t', 'zone')).toEqual([])
  expect(is('b1', { site: 'b', zone: 'z', other: 'q' })).toEqual([])
  expect(is('c1', { site: 'c', zone: 'y' })).toEqual([
    '+ site/a neighbours/c1',
    '+ site/c neighbours/a2',
  ])
  expect(is('b1', { site: 'a', zone: 'z' }).toSorted()).toEqual([
    '- site/a neighbours/b1',
    '- site/b neighbours/a1',
  ])
  gone('nodes', 'c1')
  expect(held()).toEqual({})
  is('d1', { site: 'd', zone: 'z' })
  expect(gone('services', 's')).toEqual([])
  gone('services', 't')
  expect(held()).toEqual({})
})

it('N70: within a site nothing is told, and a value of very many sites is told to everybody', () => {
  const { node: is, service: says, failed, held } = begin()
  for (let i = 1; i <= 5; i += 1) is(`a${i}`, { site: 'a', zone: `z${i % 2}` })
  says('s', 'zone', 'region')
  expect(held()).toEqual({})
  for (let i = 0; i < 65; i += 1) is(`n${i}`, { region: 'r' })
  expect(Object.keys(held()).filter((at) => at.startsWith('all'))).toEqual([])
  expect(is('n65', { region: 'r' }).filter((each) => each.startsWith('+ all'))).toHaveLength(66)
  expect(Object.keys(held()).every((at) => at.startsWith('all nodes/'))).toBe(true)
  // Whom everybody knows costs one fact each.
  expect(is('n66', { region: 'r' })).toEqual(['+ all nodes/n66'])
  expect(failed('n66', true)).toEqual(['+ all nodes/n66'])
  expect(is('n66', {})).toEqual(['+ all nodes/n66'])
  expect(failed('n66', false)).toEqual(['- all nodes/n66'])
})

it('N72: a failed node is told to everybody as long as it is failed and there', () => {
  const { node: is, gone, failed, service: says, held } = begin()
  is('a1', { site: 'a', zone: 'z' })
  is('b1', { site: 'b', zone: 'z' })
  says('s', 'zone')
  expect(failed('a1', true).toSorted()).toEqual(['+ all nodes/a1', '- site/b neighbours/a1'])
  expect(held()['all nodes/a1']).toBe('{"zone":"z"} failed')
  expect(failed('a1', true)).toEqual([])
  expect(failed('a1', false).toSorted()).toEqual(['+ site/b neighbours/a1', '- all nodes/a1'])
  // A word about a node that is not known yet.
  expect(failed('c1', true)).toEqual([])
  expect(is('c1', {})).toEqual(['+ all nodes/c1'])
  gone('nodes', 'c1')
  expect(is('c1', {})).toEqual([])
})

const labels = fc.record(
  {
    site: fc.constantFrom('a', 'b', 'c'),
    x: fc.constantFrom('1', '2', ''),
    y: fc.constantFrom('1', '2'),
  },
  { requiredKeys: ['site'] },
)
const step = fc.oneof(
  fc.record({
    what: fc.constant('node' as const),
    name: fc.constantFrom('n1', 'n2', 'n3', 'n4'),
    is: fc.option(labels, { nil: undefined }),
  }),
  fc.record({
    what: fc.constant('service' as const),
    name: fc.constantFrom('s', 't'),
    is: fc.option(fc.subarray(['x', 'y', '*']), { nil: undefined }),
  }),
  fc.record({
    what: fc.constant('failed' as const),
    name: fc.constantFrom('n1', 'n2'),
    is: fc.boolean(),
  }),
)

it('N71: after any changes feeds tell of neighbours what a fresh reading of all would tell', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const live = begin()
      const last = new Map<string, (typeof steps)[number]>()
      const failed = new Set<string>()
      const takes = (world: ReturnType<typeof begin>, one: (typeof steps)[number]): void => {
        if (one.what === 'failed') world.failed(one.name, one.is)
        else if (one.is === undefined) world.gone(`${one.what}s`, one.name)
        else if (one.what === 'node') world.node(one.name, one.is)
        else world.service(one.name, ...one.is)
      }
      for (const one of steps) {
        takes(live, one)
        if (one.what !== 'failed')
          last.set(keyText({ ...nodes, namespace: one.what, name: one.name }), one)
        if (one.what === 'failed' && one.is) failed.add(one.name)
        // A node that is gone is not failed any more.
        else if (one.what === 'failed' || (one.what === 'node' && one.is === undefined))
          failed.delete(one.name)
      }
      const fresh = begin()
      for (const name of failed) fresh.failed(name, true)
      for (const one of [...last.values()].toReversed()) if (one.is !== undefined) takes(fresh, one)
      expect(live.held()).toEqual(fresh.held())
    }),
    { numRuns: 400 },
  )
})
