// The objects of the local API's bench: pods and endpoint slices of 2 KB.
import type { ObjectKey } from '../src/mirror/scope.ts'

const objectBytes = 2_000
const utf8 = new TextEncoder()

/** The key of a pod. */
export const podKey = (n: number): ObjectKey => ({
  group: '',
  resource: 'pods',
  namespace: 'default',
  name: `pod-${String(n).padStart(6, '0')}`,
})

/** A pod as a feed has it; `at` says when it was changed. */
export const podBytes = (n: number, at = ''): Uint8Array =>
  padded(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: podKey(n).name,
        namespace: 'default',
        uid: `uid-${n}`,
        resourceVersion: String(n + 1),
        labels: { app: `app-${n % 10}` },
        annotations: { at },
      },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'registry.example/image:1' }] },
    },
    objectBytes,
  )

/** The key of an endpoint slice. */
export const sliceKey = (n: number): ObjectKey => ({
  group: 'discovery.k8s.io',
  resource: 'endpointslices',
  namespace: 'default',
  name: `slice-${String(n).padStart(6, '0')}`,
})

/** An endpoint slice as a feed has it: many small endpoints. */
export function sliceBytes(n: number): Uint8Array {
  const endpoints = Array.from({ length: 12 }, (_, at) => ({
    addresses: [`10.${n % 250}.${at}.1`],
    conditions: { ready: true, serving: true, terminating: false },
    nodeName: `node-${at}`,
  }))
  const metadata = {
    name: sliceKey(n).name,
    namespace: 'default',
    uid: `uid-${n}`,
    resourceVersion: String(n + 1),
    labels: { 'kubernetes.io/service-name': `s-${n}` },
  }
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  }
  return padded(slice, objectBytes)
}

/** A last field makes up what is missing to the size. */
function padded(object: object, size: number): Uint8Array {
  const missing = size - JSON.stringify(object).length - 12
  return utf8.encode(JSON.stringify({ ...object, rest: 'r'.repeat(Math.max(0, missing)) }))
}
