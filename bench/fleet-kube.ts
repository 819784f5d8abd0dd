// A Kubernetes of very many nodes that nobody's kubelet renews, and of some Services that change when they are told to.
import { systemClock } from '../bus/adapters/system-clock.ts'
import { memoryHttpClient } from '../bus/adapters/memory-http.ts'
import type { HttpClient, HttpReply } from '../bus/http.ts'
import { nodeOf } from './fleet.ts'

const encoder = new TextEncoder()
const json = { 'content-type': 'application/json' }
const nodesPath = '/api/v1/nodes'
const servicesPath = '/api/v1/services'
/** The version of what there is from the beginning. */
const firstVersion = 1_000_000
/** Changes go round so many Services. */
const serviceCount = 100

/** What the benches need of Kubernetes. */
export interface FleetKube {
  readonly client: HttpClient
  /** Changes Services so many times, one after the other; all nodes follow them. */
  readonly change: (count: number) => void
}

function nodeObject(n: number, site: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeOf(n),
      uid: `uid-${n}`,
      resourceVersion: String(n + 1),
      labels: { 'causeway.io/site': site },
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
  let version = firstVersion
  let watcher: ReturnType<HttpReply['stream']> | undefined
  const client = memoryHttpClient(systemClock, () => ({ path, method }, reply) => {
    const url = new URL(path, 'http://kube')
    if (method !== 'GET') return reply.send(403, json, encoder.encode('{}'))
    if (url.searchParams.has('watch')) {
      const stream = reply.stream(200, json, { drained: () => {}, closed: () => {} })
      if (url.pathname === servicesPath) watcher = stream
      return
    }
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
      const event = { type, object: serviceObject(n, version, atMs) }
      watcher?.write(encoder.encode(`${JSON.stringify(event)}\n`))
    }
  }
  return { client, change }
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
