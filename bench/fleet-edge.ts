// One edge of a fleet: the shipped agent on a transport, its journal and its LAN in memory.
import { generateKeyPairSync } from 'node:crypto'
import { memoryHttpClient, memoryHttpServer } from '../bus/adapters/memory-http.ts'
import { createMemoryDisk } from '../bus/adapters/memory-store.ts'
import { keyringOf } from '../bus/adapters/node-keyring.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Draft } from '../bus/journal.ts'
import type { HttpClient } from '../bus/http.ts'
import type { Lan } from '../bus/lan.ts'
import type { Transport } from '../bus/transport.ts'
import { localApis } from '../edge/api/config.ts'
import { assembleEdge, type Edge } from '../edge/assemble.ts'
import { keepBytesUsual, kubeletChecks, mirrors } from '../edge/config.ts'
import { paces } from '../src/health/config.ts'
import { nodeId } from '../src/kernel/ids.ts'
import { random } from '../src/kernel/random.ts'
import { ownPaper, paperCredentials } from '../test/support/paper-authority.ts'
import { cluster, nodeOf, shards } from './fleet.ts'
import { lanHostOf, noPipes } from './fleet-lan.ts'
import { outcome } from './outcome.ts'

/** What a fact says: 300 bytes of JSON. */
const said = new TextEncoder().encode(JSON.stringify({ text: 'a'.repeat(289) }))

/** A slice as a node shows it. */
export interface ShownSlice {
  readonly metadata: { readonly name: string }
  readonly endpoints?: readonly { nodeName: string }[] | null
}

/** An agent of the fleet. */
export interface FleetEdge {
  readonly start: () => Promise<void>
  /** Whether the cloud has answered it and has applied everything that it wrote. */
  readonly isCurrent: () => boolean
  readonly isLinked: () => boolean
  /** Whether its mirror has all that it knows the cloud to have. */
  readonly isMirrored: () => boolean
  /** Watches Services through its local API; told how long each change took from Kubernetes to the watch. */
  readonly watch: (took: (ms: number) => void) => void
  /** Watches slices through its local API; told each that it is shown. */
  readonly watchSlices: (each: (slice: ShownSlice) => void) => void
  /** Appends facts to its journal, a hundred at once. */
  readonly write: (count: number) => Promise<void>
}

/** The agent of node number `n`, at pace real. */
export function fleetEdge(n: number, transport: Transport, lan: Lan): FleetEdge {
  const server = memoryHttpServer(systemClock)
  const keyring = keyringOf(
    generateKeyPairSync('ed25519').privateKey,
    generateKeyPairSync('x25519').privateKey,
  )
  const host = lanHostOf(n)
  const edge = assembleEdge(
    {
      clock: systemClock,
      random: random(n),
      keyring,
      transport,
      lan,
      pipes: noPipes,
      kubelet: memoryHttpClient(systemClock, () => (_request, reply) => {
        reply.send(200, {}, new Uint8Array())
      }),
      ...createMemoryDisk(systemClock),
      openMirror: createMemoryDisk(systemClock).openStore,
      api: {
        server,
        guard: {
          credentials: paperCredentials(systemClock).credentials,
          verifyToken: () => false,
          openStore: createMemoryDisk(systemClock).openStore,
        },
      },
      tap: () => {},
      failed: (fault) => {
        throw fault
      },
    },
    {
      cluster,
      node: nodeId(nodeOf(n)),
      lanListen: { host, port: 1883 },
      kubeletAddress: `${host}:10250`,
      kubeletCheck: kubeletChecks.real,
      health: paces.real,
      mirror: mirrors.real,
      keepBytesMax: keepBytesUsual,
      api: { ...localApis.real, listen: { host, port: 10_550 } },
      shards,
      version: '0',
      path: 'nats',
    },
  )
  const asSelf = (): HttpClient => server.clientAs({ address: host, shown: ownPaper(nodeOf(n)) })
  const isLinked = (): boolean => edge.status()?.link === 'linked'
  return {
    start: () => outcome<void>((done) => edge.start((fault) => done(fault as never))),
    isCurrent: () => isLinked() && edge.status()?.lag === 0,
    isLinked,
    isMirrored: () => edge.status()?.mirror.every(({ current }) => current) === true,
    watch: (took) => watch(asSelf(), servicesPath, timed(took)),
    watchSlices: (each) => watch(asSelf(), slicesPath, eachObject(each)),
    write: (count) => write(edge, count),
  }
}

/** Facts of a hundred keys: what a busy node says of its pods. */
async function write(edge: Edge, count: number): Promise<void> {
  const journal = edge.journal()
  const at = systemClock.wall()
  const draft = (i: number): Draft => ({
    lane: 'state',
    kind: 'verdict-reached',
    kindVersion: 1,
    key: `node/bench-${i % 100}/verdict-reached`,
    hlc: { wallMs: at, counter: i % 60_000 },
    body: said,
  })
  for (let done = 0; done < count; done += 100) {
    const drafts = Array.from({ length: Math.min(100, count - done) }, (_, i) => draft(done + i))
    await outcome((answer) => journal?.append(drafts, answer))
  }
}

const servicesPath =
  '/api/v1/services?watch=1&resourceVersion=0&resourceVersionMatch=NotOlderThan&sendInitialEvents=false'
const slicesPath = '/apis/discovery.k8s.io/v1/endpointslices?watch=1&resourceVersion=0'

function watch(client: HttpClient, path: string, chunk: (bytes: Uint8Array) => void): void {
  const request = { method: 'GET', path, headers: {}, body: new Uint8Array() }
  client.request(request, {
    head: (status) => {
      if (status !== 200) throw new Error(`the watch ${path} was answered ${status}`)
    },
    chunk,
    end: () => {},
  })
}

/** How long what says since when it is so took to come here. */
const timed = (took: (ms: number) => void) => (bytes: Uint8Array) => {
  const now = performance.timeOrigin + performance.now()
  for (const [, at] of new TextDecoder().decode(bytes).matchAll(/"at":"([\d.]+)"/g))
    took(now - Number(at))
}

/** The objects of events, whole lines at a time. */
function eachObject(each: (slice: ShownSlice) => void): (bytes: Uint8Array) => void {
  let rest = ''
  return (bytes) => {
    const lines = (rest + new TextDecoder().decode(bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) each((JSON.parse(line) as { readonly object: ShownSlice }).object)
  }
}
