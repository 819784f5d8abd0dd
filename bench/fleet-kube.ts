// A Kubernetes of very many nodes that nobody's kubelet renews, of some Services that change when they are told to, and of units.
import { systemClock } from '../bus/adapters/system-clock.ts'
import { memoryHttpClient } from '../bus/adapters/memory-http.ts'
import type { HttpClient, HttpReply } from '../bus/http.ts'
import { nodeOf } from './fleet.ts'
import { serviceIn, sliceIn, unitsOf } from './fleet-units.ts'

const encoder = new TextEncoder()
const json = { 'content-type': 'application/json' }
const nodesPath = '/api/v1/nodes'
const servicesPath = '/api/v1/services'
const slicesPath = '/apis/discovery.k8s.io/v1/endpointslices'
/** The version of what there is from the beginning. */
const firstVersion = 1_000_000
/** Changes go round so many Services. */
const serviceCount = 100

/** What the benches need of Kubernetes. */
export interface FleetKube {
  readonly client: HttpClient
  /** Changes Services so many times, one after the other; all nodes follow them. */
  readonly change: (count: number) => void
  /** Each node is in a unit from now on, and Services whose traffic stays within units have endpoints on all nodes. */
  readonly unite: () => void
  /** A node is in another unit from now on; answers since when. */
  readonly move: (node: number, unit: number) => number
}

function nodeObject(n: number, site: string, version = n + 1, unit?: string): unknown {
  const zone = unit === undefined ? {} : { zone: unit }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeOf(n),
      uid: `uid-${n}`,
      resourceVersion: String(version),
      labels: { 'causeway.io/site': site, ...zone },
    },
    spec: {},
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'CausewayLinked', status: 'True' },
      ],
    },
  }
}

function serviceObject(n: number, version: number, atMs = 0): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `service-${n}`,
      namespace: 'default',
      uid: `uid-service-${n}`,
      resourceVersion: String(version),
      annotations: { changed: `at ${version}`, at: String(atMs) },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: `10.96.0.${n}`,
      selector: { app: `app-${n}` },
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
  }
}

/** Answers lists of `count` nodes in pages and of Services, no Leases; nobody gets the right to hold. */
export function fleetKube(count: number, siteOf: (n: number) => string): FleetKube {
  const services = new Map<number, number>()
  const watchers = new Map<string, Set<ReturnType<HttpReply['stream']>>>()
  let version = firstVersion
  const watch = (path: string, reply: HttpReply): void => {
    const streams = watchers.get(path) ?? new Set()
    watchers.set(path, streams)
    const closed = (): void => void streams.delete(stream)
    const stream = reply.stream(200, json, { drained: () => {}, closed })
    streams.add(stream)
  }
  const tell = (path: string, type: 'ADDED' | 'MODIFIED', object: unknown): void => {
    const line = encoder.encode(`${JSON.stringify({ type, object })}\n`)
    for (const stream of watchers.get(path) ?? []) stream.write(line)
  }
  const client = memoryHttpClient(systemClock, () => ({ path, method }, reply) => {
    const url = new URL(path, 'http://kube')
    if (method !== 'GET') return reply.send(403, json, encoder.encode('{}'))
    if (url.searchParams.has('watch')) return watch(url.pathname, reply)
    if (url.pathname === servicesPath) {
      const items = [...services].map(([n, at]) => serviceObject(n, at))
      return sendList(reply, items, { version, next: undefined })
    }
    if (url.pathname !== nodesPath) return sendList(reply, [], { version, next: undefined })
    const from = Number(url.searchParams.get('continue') ?? '0')
    const end = Math.min(count, from + 500)
    const items = Array.from({ length: end - from }, (_, i) =>
      nodeObject(from + i, siteOf(from + i)),
    )
    sendList(reply, items, { version, next: end < count ? String(end) : undefined })
  })
  const change = (times: number): void => {
    for (let done = 0; done < times; done++) {
      version += 1
      const n = version % serviceCount
      const type = services.has(n) ? 'MODIFIED' : 'ADDED'
      services.set(n, version)
      const atMs = performance.timeOrigin + performance.now()
      tell(servicesPath, type, serviceObject(n, version, atMs))
    }
  }
  const move = (node: number, unit: number): number => {
    const at = performance.timeOrigin + performance.now()
    tell(nodesPath, 'MODIFIED', nodeObject(node, siteOf(node), (version += 1), `u${unit}`))
    return at
  }
  const unite = (): void => {
    const { services: many, unitOf } = unitsOf(count)
    for (let node = 0; node < count; node++) move(node, unitOf(node))
    for (let n = 0; n < many; n++) {
      tell(servicesPath, 'ADDED', serviceIn(n, (version += 1)))
      tell(slicesPath, 'ADDED', sliceIn(n, (version += 1)))
    }
  }
  return { client, change, unite, move }
}

function sendList(
  reply: HttpReply,
  items: readonly unknown[],
  { version, next }: { readonly version: number; readonly next: string | undefined },
): void {
  const metadata = {
    resourceVersion: String(version),
    ...(next === undefined ? {} : { continue: next }),
  }
  const list = { kind: 'List', apiVersion: 'v1', metadata, items }
  reply.send(200, json, encoder.encode(JSON.stringify(list)))
}
