// A Kubernetes of very many nodes that nobody's kubelet renews: as much as the bench of beats needs.
import { systemClock } from '../bus/adapters/system-clock.ts'
import { memoryHttpClient } from '../bus/adapters/memory-http.ts'
import type { HttpClient, HttpReply } from '../bus/http.ts'
import { nodeOf } from './fleet.ts'

const encoder = new TextEncoder()
const json = { 'content-type': 'application/json' }

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

/** Answers lists of `count` nodes in pages, no Leases, silent watches; nobody gets the right to hold. */
export function fleetKube(count: number, siteOf: (n: number) => string): HttpClient {
  return memoryHttpClient(systemClock, () => ({ path, method }, reply) => {
    const url = new URL(path, 'http://kube')
    if (method !== 'GET') return reply.send(403, json, encoder.encode('{}'))
    if (url.searchParams.has('watch'))
      return void reply.stream(200, json, { drained: () => {}, closed: () => {} })
    if (url.pathname !== '/api/v1/nodes') return sendList(reply, [], undefined)
    const from = Number(url.searchParams.get('continue') ?? '0')
    const end = Math.min(count, from + 500)
    const items = Array.from({ length: end - from }, (_, i) =>
      nodeObject(from + i, siteOf(from + i)),
    )
    sendList(reply, items, end < count ? String(end) : undefined)
  })
}

function sendList(reply: HttpReply, items: readonly unknown[], next: string | undefined): void {
  const metadata = { resourceVersion: '1000000', ...(next === undefined ? {} : { continue: next }) }
  reply.send(
    200,
    json,
    encoder.encode(JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata, items })),
  )
}
