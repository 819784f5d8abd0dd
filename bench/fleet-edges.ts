// A process of many edges: real clients of a nats-server, on connections of their own or shared by some of them.
import { openTransport } from '../bus/adapters/open-transport.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Transport } from '../bus/transport.ts'
import { paces } from '../src/health/config.ts'
import { isFault } from '../src/kernel/fault.ts'
import { random } from '../src/kernel/random.ts'
import { fleetEdge, type FleetEdge } from './fleet-edge.ts'
import { shownIn, sliceName, unitsOf, wantedOf } from './fleet-units.ts'
import { fleetLan } from './fleet-lan.ts'

/** What a bench says to this process. */
export type EdgesOrder =
  /** Starts its edges, spread over one period of their beats, on so many connections. */
  | { readonly kind: 'start'; readonly connections: number }
  /** From now on it is told when each edge is current, with its mirror or without. */
  | { readonly kind: 'mark'; readonly mirrors?: boolean }
  /** How many are current since the mark, and when each was. */
  | { readonly kind: 'count' | 'times' }
  | { readonly kind: 'links' }
  /** Each edge watches from now on; how long changes took to their watches. */
  | { readonly kind: 'watch' | 'delays' }
  /** Each edge watches slices from now on; which came since they were last asked for, and how many views are wrong. */
  | { readonly kind: 'watch-slices' }
  | { readonly kind: 'slices'; readonly units: readonly number[] }
  /** So many connections listen on a subject of the bare bus; what comes there counts as slices that came. */
  | { readonly kind: 'listen'; readonly subject: string; readonly connections: number }
  /** Each edge writes so many facts. */
  | { readonly kind: 'write'; readonly each: number }

/** What this process answers. */
export interface EdgesCount {
  /** How many are linked; told by `links` alone, for it takes long. */
  readonly linked?: number
  readonly current: number
  /** How long after the mark each edge was current, in milliseconds; told by `times` alone. */
  readonly currentMs: readonly number[]
  /** How long each change took to each watch; told by `delays` alone. */
  readonly delaysMs?: readonly number[]
  /** When slices came, since 1970; told by `slices` alone. */
  readonly seenMs?: readonly number[]
  /** How many slices are not shown as they should be, on all edges. */
  readonly wrong?: number
  readonly cpuMs: number
}

const [url = '', firstText = '', countText = ''] = process.argv.slice(2)
/** The numbers of its edges begin here. */
const first = Number(firstText)
const edgesMax = Number(countText)
const { silenceMs, beatMs } = paces.real
const lookMs = 50
/** On a busy machine a look may take long because others had their turn. */
const lookMsMax = 1_000
const edges: FleetEdge[] = []
let markedAt = performance.now()
let waiting: FleetEdge[] = []
let currentMs: number[] = []
let withMirrors = false
const delaysMs: number[] = []
let transports: readonly Transport[] = []
let seenMs: number[] = []
/** What each edge shows of each slice. */
const shown: Map<string, string>[] = []

const seen = (): void => void seenMs.push(performance.timeOrigin + performance.now())

function watchSlices(): void {
  for (const edge of edges) {
    const slices = new Map<string, string>()
    shown.push(slices)
    edge.watchSlices((slice) => {
      seen()
      slices.set(slice.metadata.name, shownIn(slice))
    })
  }
}

/** How many slices are shown otherwise than nodes in these units should see them. */
function wrongIn(units: readonly number[]): number {
  const { services } = unitsOf(units.length)
  const wanted = new Map<string, string>()
  let wrong = 0
  for (const [i, slices] of shown.entries()) {
    const unit = units[first + i]
    for (let service = 0; service < services; service++) {
      const key = `${service} ${unit}`
      const known = wanted.get(key) ?? wantedOf(service, unit, units)
      wanted.set(key, known)
      if (slices.get(sliceName(service)) !== known) wrong += 1
    }
  }
  return wrong
}

function connected(i: number): Transport {
  const options = {
    clock: systemClock,
    random: random(`connection ${first + i}`),
    tap: () => {},
    silenceMs,
  }
  const transport = openTransport(url, { ...options, name: `bus ${first + i}` })
  if (isFault(transport)) throw transport
  return transport
}

async function start(connections: number): Promise<void> {
  transports = Array.from({ length: connections }, (_, i) => connected(i))
  const lan = fleetLan()
  const started: Promise<void>[] = []
  for (let n = 0; n < edgesMax; n++) {
    const edge = fleetEdge(first + n, transports[n % connections] as Transport, lan)
    edges.push(edge)
    const delayMs = (beatMs * n) / edgesMax
    started.push(
      new Promise((resolve, reject) => {
        setTimeout(() => void edge.start().then(resolve, reject), delayMs)
      }),
    )
  }
  await Promise.all(started)
}

/** Notes when each edge became current; looking takes at most a tenth of the time. */
function look(): void {
  const began = performance.now()
  const now = began - markedAt
  waiting = waiting.filter((edge) => {
    const isCurrent = edge.isCurrent() && (!withMirrors || edge.isMirrored())
    if (isCurrent) currentMs.push(now)
    return !isCurrent
  })
  setTimeout(look, Math.min(lookMsMax, Math.max(lookMs, 9 * (performance.now() - began))))
}

function count(kind: EdgesOrder['kind']): EdgesCount {
  const { user, system } = process.cpuUsage()
  return {
    ...(kind === 'links' ? { linked: edges.filter((edge) => edge.isLinked()).length } : {}),
    ...(kind === 'delays' ? { delaysMs } : {}),
    current: currentMs.length,
    currentMs: kind === 'times' ? currentMs : [],
    cpuMs: (user + system) / 1000,
  }
}

async function obey(order: EdgesOrder): Promise<EdgesCount> {
  switch (order.kind) {
    case 'start':
      await start(order.connections)
      break
    case 'mark':
      markedAt = performance.now()
      withMirrors = order.mirrors === true
      currentMs = []
      waiting = [...edges]
      break
    case 'write':
      await Promise.all(edges.map((edge) => edge.write(order.each)))
      break
    case 'watch':
      for (const edge of edges) edge.watch((ms) => delaysMs.push(ms))
      break
    case 'watch-slices':
      watchSlices()
      break
    case 'listen':
      for (const each of transports.slice(0, order.connections)) each.subscribe(order.subject, seen)
      break
    case 'slices': {
      // While they come nobody looks: that takes time from them.
      const slices = { seenMs, wrong: seenMs.length === 0 ? wrongIn(order.units) : 0 }
      seenMs = []
      return { ...count(order.kind), ...slices }
    }
    case 'delays':
    case 'count':
    case 'times':
    case 'links':
  }
  return count(order.kind)
}

look()
process.on('message', (order: EdgesOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: Error) => process.send?.({ error: error.message }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.(count('count'))
