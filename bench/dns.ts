// DNS queries a second beside a bare datagram echo, both asked by the same client in the same run.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import dnsPacket from 'dns-packet'
import { systemClock } from '../bus/adapters/system-clock.ts'
import { systemRandom } from '../bus/adapters/system-random.ts'
import { createTcpPipes } from '../bus/adapters/tcp-pipes.ts'
import { createUdpDatagrams } from '../bus/adapters/udp-datagrams.ts'
import { dnsDefaults } from '../edge/dns/config.ts'
import { dnsPart } from '../edge/dns/part.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { median } from './measure.ts'
import type { Line } from './measure.ts'

const servicesCount = 1_000
const endpointsCount = 20
/** Queries under way at once; how long one run lasts, and how many count after the one that warms up. */
const windowCount = 64
const runMs = 1_000
const runs = 5

/** What a thread serves: the node's DNS with this upstream server, or, without one, an echo. */
interface Served {
  readonly upstream: number | undefined
}

const service = (name: string, spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec,
})

const slice: KubeObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'db-1',
    namespace: 'default',
    labels: { 'kubernetes.io/service-name': 'db' },
  },
  addressType: 'IPv4',
  endpoints: Array.from({ length: endpointsCount }, (_, i) => ({ addresses: [`10.1.0.${i}`] })),
}

function serve({ upstream }: Served): void {
  const told = (port: number): void => parentPort?.postMessage(port)
  if (upstream !== undefined) return serveDns(upstream, told)
  const socket = createSocket('udp4', (bytes, { port, address }) =>
    socket.send(bytes, port, address),
  )
  socket.bind(0, '127.0.0.1', () => told(socket.address().port))
}

function serveDns(upstream: number, told: (port: number) => void): void {
  const cluster = Array.from({ length: servicesCount }, (_, i) =>
    service(`web-${i}`, { clusterIP: `10.96.${i >> 8}.${i & 255}` }),
  )
  const { forward } = dnsDefaults
  const part = dnsPart({
    ports: {
      clock: systemClock,
      random: systemRandom,
      datagrams: createUdpDatagrams(systemClock),
      pipes: createTcpPipes({ clock: systemClock }),
      tap: () => {},
    },
    config: {
      ...dnsDefaults,
      listen: { host: '127.0.0.1', port: 0 },
      forward: { ...forward, upstreams: [{ host: '127.0.0.1', port: upstream }] },
    },
    catalog: {
      isComplete: () => true,
      services: () => [...cluster, service('db', { clusterIP: 'None' })],
      slices: () => [slice],
      pods: () => [],
      subscribe: () => () => {},
    },
    isAlone: () => false,
  })
  part.start(() => told(part.address()?.port ?? 0))
}

if (!isMainThread) serve(workerData as Served)

const query = (name: string): Uint8Array =>
  dnsPacket.encode({
    type: 'query',
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: 'A' }],
  })

/** Answers a second: so many queries are under way, and what comes back makes room for the next. */
async function rateAt(port: number, queries: readonly Uint8Array[]): Promise<number> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let answers = 0
  const send = (n: number): void => socket.send(queries[n % queries.length] ?? '')
  socket.on('message', () => send(answers++))
  for (let i = 0; i < windowCount; i++) send(i)
  const rates: number[] = []
  for (let run = 0; run <= runs; run++) {
    const [before, began] = [answers, performance.now()]
    await new Promise((later) => setTimeout(later, runMs))
    rates.push(((answers - before) / (performance.now() - began)) * 1_000)
  }
  socket.close()
  return median(rates.slice(1))
}

async function rateOf(served: Served, queries: readonly Uint8Array[]): Promise<number> {
  const worker = new Worker(new URL(import.meta.url), { workerData: served })
  const [port] = (await once(worker, 'message')) as [number]
  const rate = await rateAt(port, queries)
  await worker.terminate()
  return rate
}

/** An upstream server that knows one address for every name. */
async function openUpstream(): Promise<{ readonly port: number; readonly close: () => void }> {
  const socket = createSocket('udp4', (bytes, { port, address }) => {
    const { id = 0, questions = [] } = dnsPacket.decode(bytes)
    const name = questions[0]?.name ?? ''
    const answers = [{ type: 'A' as const, name, ttl: 3_600, data: '192.0.2.1' }]
    socket.send(dnsPacket.encode({ type: 'response', id, questions, answers }), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, close: () => socket.close() }
}

/** The lines of this section. */
export async function dnsLines(): Promise<readonly Line[]> {
  const upstream = await openUpstream()
  const cluster = Array.from({ length: servicesCount }, (_, i) =>
    query(`web-${i}.default.svc.cluster.local`),
  )
  const asked: readonly (readonly [string, readonly Uint8Array[]])[] = [
    [`A of ${servicesCount.toLocaleString('en-US')} services in turn`, cluster],
    [
      `A of a headless service, ${endpointsCount} endpoints`,
      [query('db.default.svc.cluster.local')],
    ],
    ['a name outside, from the cache', [query('www.example.com')]],
  ]
  const lines: Line[] = []
  for (const [what, queries] of asked) {
    const raw = await rateOf({ upstream: undefined }, queries)
    const ours = await rateOf({ upstream: upstream.port }, queries)
    lines.push({ what, ours, raw, unit: 'queries/s' })
  }
  upstream.close()
  return lines
}
