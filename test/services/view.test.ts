// Which endpoints a node may see: a table for each dialect, and the view change by change against one that is made anew.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { KubeObject } from '../../src/objects/object.ts'
import { isForNode, poolsOf } from '../../src/services/for-node.ts'
import { keptEndpoints, keptSlice, seenEndpoints, seenSlice } from '../../src/services/seen-list.ts'
import type { SeenList } from '../../src/services/seen-list.ts'
import { keysNamedBy, topologyOf } from '../../src/services/topology.ts'
import type { Labels } from '../../src/services/topology.ts'
import { ServicesView } from '../../src/services/view.ts'
import type { ServiceWords } from '../../src/services/view.ts'

type Annotations = Readonly<Record<string, string>>

const service = (annotations: Annotations, spec: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', namespace: 'd', annotations },
  spec,
})

const wordsOf = (of: KubeObject): ServiceWords => ({
  topology: topologyOf(of),
  pools: poolsOf(of),
})

interface Case {
  readonly annotations: Annotations
  /** Labels of nodes; the one that looks is `me`. Who is not here is not known. */
  readonly nodes: Readonly<Record<string, Labels>>
  /** Endpoints by the name of their node; `!` is not ready, an empty one is on no node. */
  readonly on: string
  readonly failed?: string
  readonly seen: string
}

const words = (text: string): readonly string[] => (text === '-' ? [] : text.split(' '))

function seenBy({ annotations, nodes, on, failed = '-' }: Case): string {
  const view = new ServicesView('me')
  const endpoints = words(on).map((text) => ({
    node: text.replace('!', '') === '?' ? undefined : text.replace('!', ''),
    isReady: !text.endsWith('!'),
  }))
  view.setService('s', wordsOf(service(annotations)))
  for (const [name, labels] of Object.entries(nodes)) view.setLabels(name, labels)
  for (const name of words(failed)) view.setFailed(name, true)
  view.setList('l', { service: 's', type: 'IPv4', endpoints })
  const keeps = view.keeps('l') ?? (() => true)
  const kept = words(on).filter((_, at) => keeps(endpoints[at]?.node))
  return kept.length === 0 ? '-' : kept.join(' ')
}

const keys = (...of: readonly string[]): Annotations => ({ topologyKeys: JSON.stringify(of) })
const zones = {
  me: { zone1: 'u1', region: 'r' },
  a: { zone1: 'u1', region: 'r' },
  b: { zone1: 'u2', region: 'r' },
  c: { zone1: 'u1x', region: 'q' },
  d: {},
}
const all = 'me a b c d ? gone'

const superEdge: readonly (readonly [string, Case])[] = [
  ['no annotation', { annotations: {}, nodes: zones, on: all, seen: all }],
  ['equal values of the key', { annotations: keys('zone1'), nodes: zones, on: all, seen: 'me a' }],
  [
    'the next key where the first has nobody',
    { annotations: keys('zone1', 'region'), nodes: zones, on: 'b c d', seen: 'b' },
  ],
  [
    'the first key that has somebody who is ready, with all whom it has',
    { annotations: keys('zone1', 'region'), nodes: zones, on: 'a! b', seen: 'a! b' },
  ],
  [
    'and with those of it who are not',
    { annotations: keys('zone1', 'region'), nodes: zones, on: 'a! a b', seen: 'a! a' },
  ],
  [
    'the first key that has anybody, where nobody is ready',
    { annotations: keys('zone1', 'region'), nodes: zones, on: 'a! b! c!', seen: 'a!' },
  ],
  [
    'all by the star',
    { annotations: keys('zone1', '*'), nodes: zones, on: 'b c d ?', seen: 'b c d ?' },
  ],
  [
    'the star where it stands',
    { annotations: keys('*', 'zone1'), nodes: zones, on: all, seen: all },
  ],
  ['nobody without a star', { annotations: keys('zone1'), nodes: zones, on: 'b c d ?', seen: '-' }],
  [
    'all on a node that has none of the keys',
    { annotations: keys('zone2', 'zone3'), nodes: zones, on: all, seen: all },
  ],
  [
    'only by the keys that it has',
    { annotations: keys('zone2', 'zone1'), nodes: zones, on: all, seen: 'me a' },
  ],
  [
    'an empty value is none',
    { annotations: keys('z'), nodes: { me: { z: '' }, a: { z: '' } }, on: 'me a', seen: 'me a' },
  ],
  [
    'a key with a slash',
    {
      annotations: keys('topology.kubernetes.io/zone'),
      nodes: { me: { 'topology.kubernetes.io/zone': 'z' }, a: { zone: 'z' } },
      on: 'me a',
      seen: 'me',
    },
  ],
  ...['zone1', '{}', '[]', '[1]', '["zone1",""]', 'null', ''].map(
    (text) =>
      [
        `what cannot be read: ${text}`,
        { annotations: { topologyKeys: text }, nodes: zones, on: all, seen: all },
      ] as const,
  ),
]

it.each(superEdge)('N60: SuperEdge, %s', (_, each) => {
  expect(seenBy(each)).toBe(each.seen)
})

const pools = {
  me: { 'apps.openyurt.io/nodepool': 'p' },
  a: { 'apps.openyurt.io/nodepool': 'p' },
  b: { 'apps.openyurt.io/nodepool': 'pp' },
  c: {},
}
const { me: _, ...noPool } = pools
const openYurt = (value: string): Annotations => ({ 'openyurt.io/topologyKeys': value })
const yurtCases: readonly (readonly [string, Case])[] = [
  ...['openyurt.io/nodepool', 'kubernetes.io/zone'].flatMap((value) => [
    [
      value,
      { annotations: openYurt(value), nodes: pools, on: 'me a b c ?', seen: 'me a' },
    ] as const,
    [
      `${value} without a pool`,
      {
        annotations: openYurt(value),
        nodes: { ...noPool, me: {} },
        on: 'me a b c ?',
        seen: 'me',
      },
    ] as const,
  ]),
  [
    'its own',
    { annotations: openYurt('kubernetes.io/hostname'), nodes: pools, on: 'me a ?', seen: 'me' },
  ],
  [
    'nobody is left',
    { annotations: openYurt('openyurt.io/nodepool'), nodes: pools, on: 'b', seen: '-' },
  ],
  ['another value', { annotations: openYurt('zone'), nodes: pools, on: 'me b ?', seen: 'me b ?' }],
  ['a name of objects', { annotations: openYurt('toString'), nodes: pools, on: 'b', seen: 'b' }],
]

it.each(yurtCases)('N61: OpenYurt, %s', (_, each) => {
  expect(seenBy(each)).toBe(each.seen)
})

const belonging = 'apps.kubeedge.io/belonging-to'
const range = { 'apps.kubeedge.io/service-topology': 'range-nodegroup' }
const groups = { me: { [belonging]: 'g' }, a: { [belonging]: 'g' }, b: { [belonging]: 'h' }, c: {} }
const edgeCases: readonly (readonly [string, Case])[] = [
  ['its group', { annotations: range, nodes: groups, on: 'me a b c ? gone', seen: 'me a' }],
  [
    'in no group its own alone',
    { annotations: range, nodes: { ...groups, me: {} }, on: 'me a b c ?', seen: 'me' },
  ],
  [
    'another value',
    {
      annotations: { 'apps.kubeedge.io/service-topology': 'range' },
      nodes: groups,
      on: 'b ?',
      seen: 'b ?',
    },
  ],
]

it.each(edgeCases)('N62: KubeEdge, %s', (_, each) => {
  expect(seenBy(each)).toBe(each.seen)
})

it('N63: while its own labels are not known a node sees no more than itself, where a Service asks for anything', () => {
  const { me: _, ...others } = zones
  for (const annotations of [keys('zone1', '*'), openYurt('openyurt.io/nodepool'), range])
    expect(seenBy({ annotations, nodes: others, on: all, seen: '' })).toBe('me')
  expect(seenBy({ annotations: {}, nodes: others, on: all, seen: '' })).toBe(all)
})

it('N64: endpoints on failed nodes are shown in no Service, and count for no ring', () => {
  const failing = (annotations: Annotations, failed: string, on = all): string =>
    seenBy({ annotations, nodes: zones, on, failed, seen: '' })
  expect(failing({}, 'a gone')).toBe('me b c d ?')
  expect(failing(keys('zone1'), 'a')).toBe('me')
  expect(failing(keys('zone1', 'region'), 'a', 'a b')).toBe('b')
  expect(failing(keys('zone1', 'region'), 'a b', 'a b')).toBe('-')
  expect(failing(keys('zone1', '*'), 'a', 'a b ?')).toBe('b ?')
})

it('N65: of several annotations SuperEdge’s counts first, then OpenYurt’s, and of one that cannot be read the next', () => {
  const both = { ...openYurt('kubernetes.io/hostname'), ...range }
  expect(topologyOf(service({ ...both, ...keys('z') }))).toEqual({ by: 'keys', keys: ['z'] })
  expect(topologyOf(service({ ...both, topologyKeys: '?' }))).toEqual({ by: 'node' })
  expect(topologyOf(service({ ...range, ...openYurt('?') }))).toEqual({ by: 'group' })
  const labels = { 'superedge.io/grid-uniq-key': 'g' }
  const { metadata, ...rest } = service(keys('z', '*', 'y'))
  expect(keysNamedBy({ ...rest, metadata: { ...metadata, labels } })).toEqual(['z', 'y', 'g'])
})

const meta = (name: string, labels: Labels = {}) => ({ name, namespace: 'd', labels })

it('N66: slices are taken by their label, Endpoints by their name, and nothing else of them changes', () => {
  const at = (nodeName: string | null, ready?: boolean) => ({
    addresses: ['10.0.0.1'],
    ...(nodeName === null ? {} : { nodeName }),
    ...(ready === undefined ? {} : { conditions: { ready } }),
  })
  const slice: KubeObject = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta('other-name-x1', { 'kubernetes.io/service-name': 's' }),
    addressType: 'IPv6',
    endpoints: [at('a', false), at('b'), at(null, true)],
    ports: [{ port: 1 }],
  }
  expect(seenSlice(slice)).toEqual({
    service: 's',
    type: 'IPv6',
    endpoints: [
      { node: 'a', isReady: false },
      { node: 'b', isReady: true },
      { node: undefined, isReady: true },
    ],
  })
  expect(seenSlice({ ...slice, metadata: meta('s-x1') })).toBeUndefined()
  expect(keptSlice(slice, (node) => node === 'b')).toEqual({ ...slice, endpoints: [at('b')] })
  expect(keptSlice(slice, () => false)).toEqual({ ...slice, endpoints: [] })
  expect(keptSlice(slice, () => true)).toBe(slice)
  const address = (ip: string, nodeName?: string) => ({ ip, ...(nodeName ? { nodeName } : {}) })
  const ports = [{ port: 1 }]
  const subsets = [
    { addresses: [address('1', 'a'), address('2')], notReadyAddresses: [address('3', 'b')], ports },
    { notReadyAddresses: [address('4', 'b')], ports },
  ]
  const classic: KubeObject = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: meta('s'),
    subsets,
  }
  expect(seenEndpoints(classic).endpoints.map(({ node, isReady }) => `${node} ${isReady}`)).toEqual(
    ['a true', 'undefined true', 'b false', 'b false'],
  )
  expect(keptEndpoints(classic, (node) => node === 'a')['subsets']).toEqual([
    { addresses: [address('1', 'a')], ports },
  ])
  expect(keptEndpoints(classic, (node) => node === 'b')['subsets']).toEqual([
    { notReadyAddresses: [address('3', 'b')], ports },
    { notReadyAddresses: [address('4', 'b')], ports },
  ])
  expect(keptEndpoints(classic, () => true)).toBe(classic)
})

it('N69: OpenYurt’s words about load balancers and node ports hide a Service from the pools that it is not for', () => {
  const sees = (type: string, annotations: Annotations, pool?: string): boolean => {
    const said = poolsOf(service(annotations, { type }))
    const own = pool === undefined ? {} : { 'apps.openyurt.io/nodepool': pool }
    return said === undefined || isForNode(said, own)
  }
  const discard = (value: string) => ({ 'svc.openyurt.io/discard': value })
  expect(sees('LoadBalancer', discard('true'))).toBe(false)
  expect(sees('LoadBalancer', discard('TRUE'))).toBe(true)
  expect(sees('NodePort', discard('true'))).toBe(true)
  const listens = (value: string, pool?: string, type = 'NodePort') =>
    sees(type, { 'nodeport.openyurt.io/listen': value }, pool)
  const table: readonly (readonly [string, string | undefined, boolean])[] = [
    ['p', 'p', true],
    ['p', 'q', false],
    ['-p', 'p', false],
    ['-p', 'q', false],
    ['-p,*', 'q', true],
    ['*,-p', 'p', false],
    ['p,-p', 'p', true],
    ['-p, p', 'p', false],
    ['-*', 'p', false],
    ['-*,*', 'p', false],
    [' p , q ', 'q', true],
    ['', 'p', false],
    ['-p', undefined, true],
    ['', undefined, true],
  ]
  for (const [value, pool, isSeen] of table)
    expect([value, pool, listens(value, pool)]).toEqual([value, pool, isSeen])
  expect(listens('-p', 'p', 'LoadBalancer')).toBe(false)
  expect(listens('-p', 'p', 'ClusterIP')).toBe(true)
})

type Step =
  | { readonly do: 'service'; readonly name: string; readonly words: ServiceWords | undefined }
  | { readonly do: 'list'; readonly name: string; readonly list: SeenList | undefined }
  | { readonly do: 'labels'; readonly name: string; readonly labels: Labels | undefined }
  | { readonly do: 'failed'; readonly name: string; readonly isFailed: boolean }

const nodeNames = ['me', 'a', 'b', 'c']
const node = fc.constantFrom(...nodeNames)
const value = fc.constantFrom('1', '2', '')
const labels = fc.record(
  { x: value, y: value, 'apps.openyurt.io/nodepool': value },
  { requiredKeys: [] },
)
const serviceName = fc.constantFrom('s', 't')
const annotations = fc.constantFrom<Annotations>(
  keys('x', 'y'),
  keys('y', '*'),
  openYurt('openyurt.io/nodepool'),
  openYurt('kubernetes.io/hostname'),
  range,
  { 'nodeport.openyurt.io/listen': '1' },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('service' as const),
    name: serviceName,
    words: fc.option(
      annotations.map((each) => wordsOf(service(each, { type: 'NodePort' }))),
      { nil: undefined },
    ),
  }),
  fc.record({
    do: fc.constant('list' as const),
    name: fc.constantFrom('l1', 'l2', 'l3'),
    list: fc.option(
      fc.record({
        service: serviceName,
        type: fc.constantFrom('IPv4', 'IPv6'),
        endpoints: fc.array(
          fc.record({ node: fc.option(node, { nil: undefined }), isReady: fc.boolean() }),
          { maxLength: 4 },
        ),
      }),
      { nil: undefined },
    ),
  }),
  fc.record({
    do: fc.constant('labels' as const),
    name: node,
    labels: fc.option(labels, { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('failed' as const),
    name: fc.constantFrom('a', 'b', 'c'),
    isFailed: fc.boolean(),
  }),
)

function takes(view: ServicesView, one: Step): ReadonlySet<string> {
  switch (one.do) {
    case 'service':
      return view.setService(one.name, one.words)
    case 'list':
      return view.setList(one.name, one.list)
    case 'labels':
      return view.setLabels(one.name, one.labels)
    case 'failed':
      return view.setFailed(one.name, one.isFailed)
  }
}

/** What is seen of everything, as text by key. */
const seenOf = (view: ServicesView, lists: ReadonlyMap<string, SeenList>, key: string): string => {
  const list = lists.get(key)
  if (list === undefined) return String(view.shows(key))
  const keeps = view.keeps(key) ?? (() => true)
  return JSON.stringify(list.endpoints.filter(({ node: on }) => keeps(on)))
}

it('N67: the view after any changes is the one made anew, and every change says what looks otherwise', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const view = new ServicesView('me')
      const last = new Map<string, Step>()
      const lists = new Map<string, SeenList>()
      const shown = new Map<string, string>()
      for (const one of steps) {
        last.set(`${one.do}/${one.name}`, one)
        if (one.do === 'list' && one.list !== undefined) lists.set(one.name, one.list)
        if (one.do === 'list' && one.list === undefined) lists.delete(one.name)
        for (const key of takes(view, one)) shown.set(key, seenOf(view, lists, key))
      }
      const anew = new ServicesView('me')
      for (const one of [...last.values()].toReversed()) takes(anew, one)
      for (const key of [...lists.keys(), 's', 't']) {
        expect(shown.get(key) ?? 'true').toBe(seenOf(anew, lists, key))
        expect(seenOf(view, lists, key)).toBe(seenOf(anew, lists, key))
      }
      expect(view.starving).toEqual(anew.starving)
    }),
    { numRuns: 400 },
  )
})

it('N68: a change looks only at the lists of the Services that it touches', () => {
  const view = new ServicesView('me')
  view.setLabels('me', { x: '1' })
  for (const name of ['a', 'b']) view.setLabels(name, { x: '1' })
  for (let i = 0; i < 50; i += 1) {
    view.setService(`s${i}`, wordsOf(service(keys(i === 7 ? 'x' : 'y', '*'))))
    const on = i % 2 === 0 ? 'a' : 'b'
    const endpoints = [{ node: on, isReady: true }]
    view.setList(`l${i}`, { service: `s${i}`, type: 'IPv4', endpoints })
  }
  expect([...view.setLabels('a', { x: '2' })]).toEqual([])
  expect([...view.setLabels('b', { x: '2' })]).toEqual(['l7'])
  expect([...view.setLabels('me', { x: '3' })].toSorted()).toEqual(['l7', 's7'])
  expect([...view.setLabels('b', { x: '2', z: '1' })]).toEqual([])
  const one = { service: 's3', type: 'IPv4', endpoints: [{ node: 'b', isReady: false }] }
  expect([...view.setList('l3', one)]).toEqual(['l3'])
  expect(view.setFailed('a', true).size).toBe(25)
})

it('N75: a Service starves where its own keys leave it nobody though there is somebody, as long as that lasts', () => {
  const view = new ServicesView('me')
  const list = (type: string, ...on: readonly string[]) =>
    view.setList(type, {
      service: 's',
      type,
      endpoints: on.map((each) => ({ node: each, isReady: false })),
    })
  view.setLabels('me', { x: '1' })
  view.setLabels('a', { x: '1' })
  list('IPv4')
  view.setService('s', wordsOf(service(keys('x'))))
  expect([...view.starving]).toEqual([])
  list('IPv4', 'b')
  expect([...view.starving]).toEqual(['s'])
  list('IPv6', 'a')
  expect([...view.starving]).toEqual([])
  view.setFailed('a', true)
  expect([...view.starving]).toEqual(['s'])
  view.setService('s', wordsOf(service(keys('x', '*'))))
  expect([...view.starving]).toEqual([])
  view.setService('s', wordsOf(service(openYurt('kubernetes.io/hostname'))))
  expect([...view.starving]).toEqual([])
  view.setService('s', wordsOf(service(keys('x'))))
  view.setList('IPv4', undefined)
  view.setList('IPv6', undefined)
  expect([...view.starving]).toEqual([])
})

it('N86: only Services that began or ended to starve are told, once, and not those that turned and turned back', () => {
  const view = new ServicesView('n1')
  view.setLabels('n1', { zone: 'a' })
  view.setLabels('n2', { zone: 'b' })
  const words = { topology: { by: 'keys', keys: ['zone'] }, pools: undefined } as const
  const list = (service: string, node: string) => ({
    service,
    type: 'IPv4',
    endpoints: [{ node, isReady: true }],
  })
  for (const service of ['s', 't', 'u']) {
    view.setService(service, words)
    view.setList(`${service}-1`, list(service, 'n2'))
  }
  expect(view.takeTurned()).toEqual(['s', 't', 'u'])
  expect(view.takeTurned()).toEqual([])
  view.setList('t-1', list('t', 'n1'))
  expect([view.takeTurned(), view.starving.has('t')]).toEqual([['t'], false])
  view.setList('s-1', list('s', 'n1'))
  view.setList('s-1', list('s', 'n2'))
  view.setList('u-1', list('u', 'n2'))
  expect(view.takeTurned()).toEqual([])
})
