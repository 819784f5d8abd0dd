// Endpoints made of slices: as the stock controller would have made them of the same pods.
import { expect, it } from 'vitest'
import { endpointsOf } from '../../src/services/endpoints-of.ts'
import type { KubeObject } from '../../src/objects/object.ts'

const slice = (name: string, endpoints: readonly object[], port = 80): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name,
    namespace: 'd',
    labels: {
      'kubernetes.io/service-name': 's',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      app: 'echo',
    },
  },
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'http', port, protocol: 'TCP', appProtocol: null }],
})

const pod = (number: number, conditions: object, more: object = {}) => ({
  addresses: [`10.0.0.${number}`],
  conditions,
  nodeName: 'n1',
  targetRef: { kind: 'Pod', namespace: 'd', name: `p${number}`, uid: `u${number}` },
  ...more,
})
const address = (number: number, more: object = {}) => ({
  ip: `10.0.0.${number}`,
  ...more,
  nodeName: 'n1',
  targetRef: { kind: 'Pod', namespace: 'd', name: `p${number}`, uid: `u${number}` },
})

it('N84: addresses of several slices with the same ports are one subset, sorted; who is ending is left out', () => {
  const made = endpointsOf('s', [
    slice('s-b', [pod(3, { ready: true }), pod(1, {}, { hostname: 'db-0' })]),
    slice('s-a', [pod(2, { ready: false }), pod(4, { ready: false, terminating: true })]),
  ])
  expect(made).toEqual({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 's', namespace: 'd', labels: { app: 'echo' } },
    subsets: [
      {
        addresses: [address(1, { hostname: 'db-0' }), address(3)],
        notReadyAddresses: [address(2)],
        ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
      },
    ],
  })
})

it('N84: other ports are another subset, and without endpoints there is none', () => {
  const made = endpointsOf('s', [
    slice('s-a', [pod(1, {})]),
    slice('s-b', [pod(2, {})], 81),
    slice('s-c', [], 82),
  ])
  const subsets = made['subsets'] as readonly { readonly ports: readonly { port: number }[] }[]
  expect(subsets.map(({ ports }) => ports[0]?.port)).toEqual([80, 81])
  expect(endpointsOf('s', [slice('s-a', [])])).not.toHaveProperty('subsets')
})
