// Which slice takes up a pod that none lists yet.
import { expect, it } from 'vitest'
import { isSelected, joined } from '../../src/services/joining.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { endpoint, ofPod, service, slice } from '../support/cluster-objects.ts'

const word = (name: string, more: Partial<PodWord> = {}): PodWord => ({
  namespace: 'default',
  name,
  uid: name,
  isGone: false,
  isReady: true,
  addresses: ['10.0.0.7', 'fd00::7'],
  labels: { app: 'w', tier: 'front' },
  hostname: '',
  subdomain: '',
  ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  ...more,
})

const selecting = (spec: object = {}): KubeObject =>
  service('w', { selector: { app: 'w' }, ports: [{ port: 80, targetPort: 'web' }], ...spec }).object

const web = [{ name: '', port: 8080, protocol: 'TCP' }]
const of = (name: string, fields: Partial<Parameters<typeof slice>[0]> = {}): KubeObject =>
  slice({ service: 'w', name, ports: web, endpoints: [], ...fields }).object

/** Names and addresses in each of these slices once the pods have joined. */
const after = (
  siblings: readonly KubeObject[],
  words: readonly PodWord[],
  to: KubeObject = selecting(),
): readonly (readonly string[])[] =>
  siblings.map((each) => {
    const newcomers = words.map((one) => ({ node: 'n2', word: one }))
    const { endpoints } = joined(each, { service: to, siblings, newcomers }) as unknown as {
      readonly endpoints: readonly { targetRef: { name: string }; addresses: readonly string[] }[]
    }
    return endpoints.map(({ targetRef, addresses }) => `${targetRef.name} ${addresses.join()}`)
  })

it('A98: a pod joins one slice of each type of its addresses, the first with its ports, and no second time', () => {
  const listed = { endpoints: [endpoint('10.0.0.1', true, ofPod('a'))] }
  const four = [
    of('w-1', { ports: [{ name: '', port: 9, protocol: 'TCP' }], ...listed }),
    of('w-2', listed),
  ]
  const six = of('w-3', { addressType: 'IPv6' })
  expect(after([...four, six], [word('b')])).toEqual([
    ['a 10.0.0.1'],
    ['a 10.0.0.1', 'b 10.0.0.7'],
    ['b fd00::7'],
  ])
  expect(after(four, [word('a', { uid: 'another' })])).toEqual([['a 10.0.0.1'], ['a 10.0.0.1']])
  const [empty] = after([of('w-1', { ports: [] })], [word('b'), word('c', { ports: [] })])
  expect(empty).toEqual(['b 10.0.0.7'])
})

it('A98: a joined endpoint says what a stock one would', () => {
  const own = word('b', { isReady: false, hostname: 'b', subdomain: 'w' })
  const join = (to: KubeObject) =>
    joined(of('w-1', { ports: [] }), {
      service: to,
      siblings: [of('w-1', { ports: [] })],
      newcomers: [{ node: 'n2', word: own }],
    })
  const stock = {
    addresses: ['10.0.0.7'],
    conditions: { ready: false, serving: false, terminating: false },
    hostname: 'b',
    nodeName: 'n2',
    targetRef: { kind: 'Pod', namespace: 'default', name: 'b', uid: 'b' },
  }
  expect(join(selecting())).toMatchObject({ ports: web, endpoints: [stock] })
  const published = join(selecting({ publishNotReadyAddresses: true }))
  expect(published).toMatchObject({ endpoints: [{ conditions: { ready: true, serving: false } }] })
})

it('A98: slices of other managers take nobody up, nor does a Service that does not select the pod', () => {
  const custom = of('w-1', { managedBy: 'somebody.example.com' })
  expect(after([custom], [word('b')])).toEqual([[]])
  const selects = (spec: object, more: Partial<PodWord> = {}) =>
    isSelected(selecting(spec), word('b', more))
  expect(selects({})).toBe(true)
  expect(selects({ selector: { app: 'w', tier: 'back' } })).toBe(false)
  expect(selects({ selector: {} })).toBe(false)
  expect(selects({ selector: null })).toBe(false)
  expect(selects({ type: 'ExternalName' })).toBe(false)
  expect(selects({}, { isGone: true })).toBe(false)
  expect(selects({}, { addresses: [] })).toBe(false)
})
