// The view of a node: what a change costs where many Services have many endpoints, beside reading and writing one slice.
import { Projection } from '../edge/mirror/projection.ts'
import { objectBytes, readObject } from '../edge/mirror/shown.ts'
import type { KubeObject, Resource } from '../src/objects/object.ts'
import { median } from './measure.ts'
import type { Line } from './measure.ts'

const sizesUsual = [100, 1_000, 5_000]
const endpointsCount = 50
const nodesCount = 1_000
const unitSize = 10
const runs = 41

const nodes: Resource = { group: '', resource: 'nodes' }
const services: Resource = { group: '', resource: 'services' }
const endpoints: Resource = { group: '', resource: 'endpoints' }
const slices: Resource = { group: 'discovery.k8s.io', resource: 'endpointslices' }

const nodeNamed = (number: number, unit = Math.floor(number / unitSize)): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `n${number}`, labels: { zone: `u${unit}` } },
})

/** Each Service has its pods on fifty nodes in a row; every twentieth of them is on the node's own unit. */
const nodeOf = (service: number, endpoint: number): number =>
  (service * endpointsCount + endpoint) % nodesCount

const serviceNamed = (name: string, isRuled: boolean): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name,
    namespace: 'd',
    ...(isRuled ? { annotations: { topologyKeys: '["zone"]' } } : {}),
  },
  spec: { clusterIP: '10.0.0.1', ports: [{ port: 80 }] },
})

const sliceOf = (service: number, ready = true): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: `s${service}-x`,
    namespace: 'd',
    labels: { 'kubernetes.io/service-name': `s${service}` },
  },
  addressType: 'IPv4',
  endpoints: Array.from({ length: endpointsCount }, (_, at) => ({
    addresses: [`10.${service >> 8}.${service & 255}.${at}`],
    conditions: { ready: ready || at > 0, serving: true, terminating: false },
    nodeName: `n${nodeOf(service, at)}`,
    targetRef: { kind: 'Pod', namespace: 'd', name: `s${service}-7d9f8c-${at}`, uid: `${at}` },
  })),
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
})

const keyOf = (resource: Resource, { metadata: { namespace = '', name } }: KubeObject) => ({
  ...resource,
  namespace,
  name,
})

function filled(count: number, isRuled: boolean) {
  const projection = new Projection('n3')
  let origin = 0
  const place = (resource: Resource, object: KubeObject): void => {
    const metadata = { ...object.metadata, resourceVersion: String((origin += 1)) }
    projection.place('all', keyOf(resource, object), objectBytes({ ...object, metadata }))
  }
  const own = { ...nodeNamed(3).metadata, resourceVersion: '1' }
  projection.place(
    'node/n3',
    { ...nodes, namespace: '', name: 'n3' },
    objectBytes({ ...nodeNamed(3), metadata: own }),
  )
  for (let n = 0; n < nodesCount; n += 1) if (n !== 3) place(nodes, nodeNamed(n))
  for (let n = 0; n < count; n += 1) {
    place(services, serviceNamed(`s${n}`, isRuled))
    place(slices, sliceOf(n))
  }
  const began = performance.now()
  projection.begin(0, 1.8e12, () => undefined)
  return { projection, place, beginMs: performance.now() - began }
}

/** The median of some runs, in milliseconds. */
function timed(one: (run: number) => void): number {
  const took = Array.from({ length: runs }, (_, run) => {
    const began = performance.now()
    one(run)
    return performance.now() - began
  })
  return median(took)
}

const heapMb = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Endpoints are asked for the first time: how long that takes, and how much they take. */
async function asked(projection: Projection): Promise<{ ms: number; mb: number }> {
  const before = allMb()
  const began = performance.now()
  projection.list(endpoints, undefined)
  const ms = performance.now() - began
  // What was read is held until the end of a turn.
  await new Promise(setImmediate)
  return { ms, mb: allMb() - before }
}

/** The heap, and the bytes beside it that objects are kept as. */
const allMb = (): number => heapMb() + process.memoryUsage().arrayBuffers / 2 ** 20

async function linesOf(count: number): Promise<readonly Line[]> {
  const bare = objectBytes(sliceOf(1))
  const rawMs = timed(() => void objectBytes(readObject(bare)))
  const before = heapMb()
  const plain = filled(count, false)
  const plainMb = heapMb() - before
  const middle = heapMb()
  const { place, beginMs, projection } = filled(count, true)
  const ruledMb = heapMb() - middle
  const all = `${count.toLocaleString('en-US')} services`
  const touched = (count * endpointsCount) / nodesCount
  const slice = timed((run) => place(slices, sliceOf(1, run % 2 === 0)))
  const label = timed((run) => place(nodes, nodeNamed(nodesCount - 1, run % 2 === 0 ? 0 : 7)))
  const own = timed((run) => projection.put(nodes, nodeNamed(3, run % 2 === 0 ? 1 : 0)))
  const plainSlice = timed((run) => plain.place(slices, sliceOf(1, run % 2 === 0)))
  const few = await asked(projection)
  const many = await asked(plain.projection)
  const sliceThen = timed((run) => place(slices, sliceOf(1, run % 2 === 0)))
  return [
    {
      what: `${all}: a slice changes (raw: without topology)`,
      ours: slice,
      raw: plainSlice,
      unit: 'ms',
    },
    {
      what: `${all}: a label of another node, for each slice touched`,
      ours: label / touched,
      raw: rawMs,
      unit: 'ms',
    },
    { what: `${all}: the own label, for each service`, ours: own / count, raw: rawMs, unit: 'ms' },
    { what: `${all}: all of it after a start`, ours: beginMs, unit: 'ms' },
    {
      what: `${all}: a start, for each service`,
      ours: beginMs / count,
      raw: rawMs,
      unit: 'ms',
    },
    {
      what: `${all}: Endpoints, first asked for (raw: without topology)`,
      ours: few.ms,
      raw: many.ms,
      unit: 'ms',
    },
    {
      what: `${all}: Endpoints, memory (raw: without topology)`,
      ours: few.mb,
      raw: many.mb,
      unit: 'MB',
    },
    { what: `${all}: a slice changes then (raw: before)`, ours: sliceThen, raw: slice, unit: 'ms' },
    {
      what: `${all}: heap (raw: without topology)`,
      ours: ruledMb,
      raw: plainMb,
      unit: 'MB',
    },
  ]
}

/** The lines of this section; sizes are numbers of Services. */
export async function viewLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const count of sizes.length > 0 ? sizes : sizesUsual) lines.push(...(await linesOf(count)))
  return lines
}
