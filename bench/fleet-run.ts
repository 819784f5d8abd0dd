// A fleet of edges over one real nats-server and one real cloud: from its start to its rest, and through a storm.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Progress } from '../src/cli/up/progress.ts'
import { watchConsumers } from './advisories.ts'
import type { CloudCost, CloudOrder } from './bench-cloud.ts'
import type { EdgesCount, EdgesOrder } from './fleet-edges.ts'
import { startNats, type NatsServer } from './nats-server.ts'
import { ask, ended, next, start } from './processes.ts'

/** The parts of a running fleet. */
export interface Fleet {
  readonly nodes: number
  readonly server: NatsServer
  readonly tell: (order: EdgesOrder) => Promise<EdgesCount>
  readonly cost: () => Promise<CloudCost>
  /** So many changes happen in Kubernetes. */
  readonly change: (changes: number) => Promise<CloudCost>
  readonly order: (order: CloudOrder) => Promise<CloudCost>
  /** What the cloud had cost before any edge was there. */
  readonly alone: CloudCost
  readonly progress: Progress
}

/** What was found at rest: per second, and in the cloud. */
export interface Rest {
  readonly publishedPerS: number
  readonly messagesPerS: number
  readonly bytesPerS: number
  readonly cloudCpuMsPerS: number
  readonly cloudBytesPerEdge: number
}

/** What was found in a storm. */
export interface Storm {
  readonly consumers: number
  /** Until half, and until all, were current. */
  readonly halfMs: number
  readonly allMs: number
  readonly cloudCpuMs: number
  /** Of all edges together: here they share the cores with the cloud. */
  readonly edgesCpuMs: number
  readonly signingShare: number
}

/** One core carries no more of them at rest. */
const edgesPerProcess = 5_000
const quietMs = 15_000
const measureMs = 40_000
const patienceMs = 900_000

/** Waits. */
export const passed = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms))

/** Starts server, cloud and edges, waits until all are current, and ends them all afterwards. */
export async function withFleet<T>(
  nodes: number,
  connections: number,
  use: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'))
  const progress = new Progress(process.stderr)
  const server = await startNats()
  const children: ChildProcess[] = []
  try {
    const cloud = start('fleet-cloud.js', server.url, folder, String(nodes))
    children.unshift(cloud)
    const alone = await next<CloudCost>(cloud)
    const edges = await startEdges(server.url, nodes)
    children.unshift(...edges)
    const tell = async (order: EdgesOrder): Promise<EdgesCount> =>
      together(await Promise.all(edges.map((each) => ask<EdgesCount>(each, order))))
    const cost = (): Promise<CloudCost> => ask(cloud, {})
    const order = (what: CloudOrder): Promise<CloudCost> => ask(cloud, what)
    const change = (changes: number): Promise<CloudCost> => order({ changes })
    const fleet = { nodes, server, tell, cost, change, order, alone, progress }
    await tell({ kind: 'start', connections: Math.ceil(connections / edges.length) })
    await tell({ kind: 'mark' })
    await untilCurrent(fleet, 'edges are born')
    const found = await use(fleet)
    progress.end(`  a fleet of ${nodes} on ${connections} connections`)
    return found
  } finally {
    for (const child of children) await ended(child)
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

/** Starts the processes of a fleet's edges; each listens from now on, for what is told to one that still loads is lost. */
async function startEdges(url: string, nodes: number): Promise<readonly ChildProcess[]> {
  const processes: ChildProcess[] = []
  for (let first = 0; first < nodes; first += edgesPerProcess) {
    const count = Math.min(edgesPerProcess, nodes - first)
    processes.push(start('fleet-edges.js', url, String(first), String(count)))
  }
  await Promise.all(processes.map((each) => next<EdgesCount>(each)))
  return processes
}

/** What the processes of a fleet say, as if they were one. */
function together(counts: readonly EdgesCount[]): EdgesCount {
  const sum = (of: (count: EdgesCount) => number): number =>
    counts.reduce((all, count) => all + of(count), 0)
  return {
    linked: sum(({ linked }) => linked ?? 0),
    current: sum(({ current }) => current),
    currentMs: counts.flatMap(({ currentMs }) => currentMs),
    delaysMs: counts.flatMap(({ delaysMs = [] }) => delaysMs),
    seenMs: counts.flatMap(({ seenMs = [] }) => seenMs),
    wrong: sum(({ wrong }) => wrong ?? 0),
    cpuMs: sum(({ cpuMs }) => cpuMs),
  }
}

/** Waits until every edge is current since the mark; answers how long each took. */
export async function untilCurrent(fleet: Fleet, what: string): Promise<readonly number[]> {
  const began = performance.now()
  for (;;) {
    const { current } = await fleet.tell({ kind: 'count' })
    fleet.progress.step(`${what}, ${fleet.nodes} edges`, current, fleet.nodes)
    if (current === fleet.nodes) return (await fleet.tell({ kind: 'times' })).currentMs
    if (performance.now() - began > patienceMs)
      throw new Error(`${what}: only ${current} of ${fleet.nodes} edges are current`)
    await passed(200)
  }
}

/** Messages in and out of the server, and what the cloud costs, while nothing happens. */
export async function rest(fleet: Fleet): Promise<Rest> {
  await quiet(fleet)
  const [server, cloud] = [await fleet.server.count(), await fleet.cost()]
  const began = performance.now()
  await passedWith(fleet, 'at rest', measureMs)
  const seconds = (performance.now() - began) / 1000
  const [serverThen, cloudThen] = [await fleet.server.count(), await fleet.cost()]
  return {
    publishedPerS: (serverThen.published - server.published) / seconds,
    messagesPerS: (serverThen.messages - server.messages) / seconds,
    bytesPerS: (serverThen.bytes - server.bytes) / seconds,
    cloudCpuMsPerS: (cloudThen.cpuMs - cloud.cpuMs) / seconds,
    cloudBytesPerEdge: (cloudThen.rssBytes - fleet.alone.rssBytes) / fleet.nodes,
  }
}

/** Waits until the cloud has written nothing for a while: peers have met and said so. */
async function quiet(fleet: Fleet): Promise<void> {
  let { facts } = await fleet.cost()
  for (let at = performance.now(); performance.now() - at < quietMs;) {
    await passed(1_000)
    const then = (await fleet.cost()).facts
    const quietS = Math.floor((performance.now() - at) / 1000)
    fleet.progress.step('coming to rest, seconds without a new fact', quietS, quietMs / 1000)
    if (then !== facts) at = performance.now()
    facts = then
  }
}

async function passedWith({ progress }: Fleet, what: string, ms: number): Promise<void> {
  const seconds = ms / 1000
  for (let done = 0; done < seconds; done++) {
    progress.step(`${what}, seconds`, done, seconds)
    await passed(1_000)
  }
}

/** What happens while the server is down, and whether an edge is current only when its mirror is too. */
export interface StormOptions {
  readonly meanwhile?: () => Promise<unknown>
  readonly mirrors?: boolean
}

/** Kills the server, lets `meanwhile` happen, starts it again, and waits until all are current. */
export async function storm(
  fleet: Fleet,
  what: string,
  { meanwhile = () => Promise.resolve(), mirrors = false }: StormOptions = {},
): Promise<Storm> {
  const watch = await watchConsumers(fleet.server)
  await fleet.server.kill()
  while ((await fleet.tell({ kind: 'links' })).linked !== 0) await passed(1_000)
  await meanwhile()
  const before = await fleet.cost()
  const marked = await fleet.tell({ kind: 'mark', mirrors })
  await fleet.server.start()
  const currentMs = (await untilCurrent(fleet, what)).toSorted((a, b) => a - b)
  const [after, edges] = [await fleet.cost(), await fleet.tell({ kind: 'count' })]
  await watch.stop()
  const cloudCpuMs = after.cpuMs - before.cpuMs
  return {
    consumers: watch.seen(),
    halfMs: currentMs[currentMs.length >> 1] ?? 0,
    allMs: currentMs.at(-1) ?? 0,
    cloudCpuMs,
    edgesCpuMs: edges.cpuMs - marked.cpuMs,
    signingShare: (after.signingMs - before.signingMs) / (after.busyMs - before.busyMs),
  }
}
