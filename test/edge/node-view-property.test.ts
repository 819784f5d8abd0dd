// A mirror whose view changes with every change, held to one that begins with all that is left.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Projection } from '../../edge/mirror/projection.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import { neighboursTold, nodesTold, toldNodeObject } from '../../src/mirror/told-node.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'

const nodes: Resource = { group: '', resource: 'nodes' }
const services: Resource = { group: '', resource: 'services' }
const slices: Resource = { group: 'discovery.k8s.io', resource: 'endpointslices' }
const endpoints: Resource = { group: '', resource: 'endpoints' }
const seen = [services, slices, endpoints]

interface Step {
  readonly scope: Scope
  readonly of: Resource
  readonly name: string
  readonly object: object | undefined
}

const zone = fc.constantFrom<Record<string, string>>({ zone: '1' }, { zone: '2' }, {})
const pool = fc.constantFrom<Record<string, string>>({ 'apps.openyurt.io/nodepool': 'p' }, {})
const labels = fc.tuple(zone, pool).map(([one, other]) => ({ ...one, ...other }))
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: undefined, freq: 5 })

const own = labels.map((each): Step => ({
  ...{ scope: 'node/me', of: nodes, name: 'me' },
  object: { metadata: { labels: each } },
}))
const ofSite = fc.tuple(fc.constantFrom('a', 'b'), maybe(labels)).map(([name, each]): Step => ({
  ...{ scope: 'site/s', of: nodes, name },
  object: each && { metadata: { labels: each } },
}))
const told = fc
  .tuple(
    fc.constantFrom('b', 'c', 'd'),
    fc.boolean(),
    maybe(fc.record({ labels, isFailed: fc.boolean() })),
  )
  .map(([name, isForAll, each]): Step => ({
    scope: isForAll ? 'all' : 'site/s',
    of: isForAll ? nodesTold : neighboursTold,
    name,
    object: each && toldNodeObject(name, each),
  }))
const service = fc
  .tuple(
    fc.constantFrom('s', 't'),
    maybe(
      fc.constantFrom<Record<string, string>>(
        { topologyKeys: '["zone"]' },
        { topologyKeys: '["zone","*"]' },
        { 'openyurt.io/topologyKeys': 'openyurt.io/nodepool' },
        { 'nodeport.openyurt.io/listen': '-p,*' },
        {},
      ),
    ),
  )
  .map(([name, annotations]): Step => ({
    ...{ scope: 'all', of: services, name },
    object: annotations && { metadata: { annotations }, spec: { type: 'NodePort' } },
  }))
const endpoint = fc.record({
  nodeName: fc.constantFrom('me', 'a', 'b', 'c', 'd'),
  conditions: fc.record({ ready: fc.boolean() }),
})
const list = fc
  .tuple(
    fc.constantFrom('s', 't'),
    fc.constantFrom('1', '2', 'classic'),
    maybe(fc.array(endpoint, { maxLength: 4 })),
  )
  .map(([of, which, each]): Step => {
    if (which === 'classic')
      return {
        ...{ scope: 'all', of: endpoints, name: of },
        object: each && { subsets: [{ addresses: each }] },
      }
    const metadata = { labels: { 'kubernetes.io/service-name': of } }
    return {
      ...{ scope: 'all', of: slices, name: `${of}-${which}` },
      object: each && { metadata, addressType: 'IPv4', endpoints: each },
    }
  })

const namespaceOf = (of: Resource): string => (seen.includes(of) ? 'd' : '')

function takes(projection: Projection, { scope, of, name, object }: Step, version: number): void {
  const { group, resource } = of
  const key: ObjectKey = { group, resource, namespace: namespaceOf(of), name }
  if (object === undefined) return projection.leave(scope, key)
  const { metadata = {} } = object as { readonly metadata?: object }
  const whole = {
    ...{ apiVersion: 'v1', kind: 'K', ...object },
    metadata: { ...metadata, name, namespace: key.namespace, resourceVersion: String(version) },
  }
  projection.place(scope, key, objectBytes(whole))
}

/** What is shown, without the node's own versions. */
const shown = (objects: readonly KubeObject[]): readonly object[] =>
  objects.map(({ metadata, ...rest }) => ({ ...rest, ...metadata, resourceVersion: '' }))

it('A110: after any changes a mirror shows what one shows that begins with them, and its watches told all that led there', () => {
  const step = fc.oneof(own, ofSite, told, service, list, list)
  const peers = fc.record({
    isAlone: fc.boolean(),
    dead: fc.subarray(['a', 'b']),
    alive: fc.subarray(['c']),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(30), peers, (steps, when, say) => {
      const live = new Projection('me')
      const anew = new Projection('me')
      live.begin(0, 1e12, () => undefined)
      const watched = seen.map((of) => {
        const objects = new Map<string, KubeObject>()
        live.subscribe(of, ({ type, object }) => {
          if (type === 'DELETED') objects.delete(object.metadata.name)
          else objects.set(object.metadata.name, object)
        })
        return objects
      })
      const last = new Map<string, readonly [Step, number]>()
      for (const [at, one] of steps.entries()) {
        if (at === when) live.judge(say)
        takes(live, one, at + 1)
        last.set(`${one.scope} ${one.of.resource} ${one.name}`, [one, at + 1])
      }
      live.judge(say)
      for (const [one, version] of last.values()) takes(anew, one, version)
      anew.begin(0, 1e12, () => undefined)
      anew.judge(say)
      for (const [at, of] of seen.entries()) {
        const now = live.list(of, undefined)
        expect(shown(now)).toEqual(shown(anew.list(of, undefined)))
        const names = [...(watched[at]?.values() ?? [])]
        expect(
          shown(names.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))),
        ).toEqual(shown(now))
      }
    }),
    { numRuns: 300 },
  )
})
