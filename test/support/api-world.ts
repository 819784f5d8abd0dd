// A node's local API on virtual time: a small Kubernetes that feeds its mirror and can be cut off from it.
import { memoryHttpClient, memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import type { Headers, HttpClient, HttpRequest, Peer } from '../../bus/http.ts'
import type { HttpWhole } from '../../bus/http-call.ts'
import { localApis } from '../../edge/api/config.ts'
import type { LocalApiBounds } from '../../edge/api/config.ts'
import { LocalApi } from '../../edge/api/local-api.ts'
import type { LocalApiPorts } from '../../edge/api/ports.ts'
import { Showing } from '../../edge/mirror/showing.ts'
import { createKubeServer } from '../../sim/kube/server.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { joined } from '../../src/kernel/bytes.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { Catalogue } from '../../src/mirror/catalogue.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { kindOf, kindRegistry } from '../../src/objects/kinds/registry.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { keysNamedBy } from '../../src/services/topology.ts'
import { openGuard } from './open-guard.ts'
import { keyring } from './small-cloud.ts'

/** An answer as data. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** A stream that is read as it comes. */
export interface Stream {
  readonly events: () => readonly { readonly type: string; readonly object: KubeObject }[]
  readonly text: () => string
  readonly over: () => boolean
  readonly fault: () => Fault | undefined
  readonly leave: () => void
}

/** What may be set. */
export interface ApiWorldOptions {
  readonly bounds?: Partial<LocalApiBounds>
  readonly ports?: Partial<LocalApiPorts>
  /** What the cluster lets the node do: by default everything. */
  readonly rights?: 'system:masters' | 'system:nodes'
  /** What an earlier life kept beside its feeds. */
  readonly kept?: ReadonlyMap<string, Uint8Array>
  /** What the feed of everybody had brought in that life. */
  readonly stored?: readonly (readonly [ObjectKey, Uint8Array])[]
}

const selfWith = (group: string): Peer => ({
  address: '127.0.0.1',
  certificate: { commonName: 'system:node:n1', organizations: [group] },
})

/** The node is `n1`, of site `a`. */
export function apiWorld(options: ApiWorldOptions = {}) {
  const { bounds, ports, rights = 'system:masters', kept = new Map<string, Uint8Array>() } = options
  const self = selfWith(rights)
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('api') })
  const { clock } = schedule.spawn()
  const users = new Map([['robot-token', { name: 'robot', groups: ['system:masters'] }]])
  const kube = createKubeServer({ clock, random: random('kube'), users })
  const wire = cuttable(memoryHttpClient(clock, () => kube.handle, self))
  const asCaller = cuttable(memoryHttpClient(clock, () => kube.handle))
  const showing = new Showing('n1', keyring())
  for (const [name, bytes] of kept) showing.keep(name, bytes)
  const feeds = feedsInto(kube, showing)
  for (const [key, bytes] of options.stored ?? []) showing.projection.place('all', key, bytes)
  showing.projection.begin(0, clock.wall(), () => {})
  const server = memoryHttpServer(clock)
  const run = (ms: number): void => schedule.run(schedule.now() + ms)
  const api = new LocalApi({
    ports: { clock, random: random('edge'), tap: () => {} },
    api: {
      server,
      guard: openGuard('n1', clock),
      cluster: { asNode: wire.client, asCaller: asCaller.client },
      ...ports,
    },
    config: { ...localApis.fast, ...bounds, listen: { host: '127.0.0.1', port: 10550 } },
    node: 'n1',
    mirror: { showing, isComplete: () => feeds.isComplete, isCurrent: () => feeds.isCurrent },
  })
  api.part().start(() => {})
  run(100)
  const begin = (request: Partial<HttpRequest> & { readonly path: string }) =>
    begun(server.client, { method: 'GET', headers: {}, body: new Uint8Array(), ...request })
  const cut = (isCut: boolean): void => {
    wire.cut(isCut)
    asCaller.cut(isCut)
  }
  return {
    schedule,
    kube,
    feeds,
    showing,
    api,
    run,
    wire,
    asCaller,
    cut,
    /** Begins a request; what comes is read as the time passes. */
    begin,
    watch: (path: string) => watching(begin({ path })),
    /** Asks and lets the time pass until there is an answer; `tookMs` says how long that was. */
    ask: (path: string, more: Partial<HttpRequest> = {}): Told & { readonly tookMs: number } => {
      const from = schedule.now()
      const asked = begin({ path, ...more })
      while (asked.whole() === undefined && schedule.now() < from + 120_000) run(1)
      const whole = asked.whole()
      if (whole === undefined) throw new Error(`no answer: ${path}`)
      return { ...whole, body: parsed(whole.body), tookMs: schedule.now() - from }
    },
    /** Asks the API server itself, as the node. */
    direct: (path: string, more: Partial<HttpRequest> = {}): Told => {
      const client = memoryHttpClient(clock, () => kube.handle, self)
      const asked = begun(client, {
        method: 'GET',
        headers: {},
        body: new Uint8Array(),
        path,
        ...more,
      })
      run(10)
      const whole = asked.whole()
      if (whole === undefined) throw new Error(`no answer: ${path}`)
      return { ...whole, body: parsed(whole.body) }
    },
    /** Writes as the administrator, whatever is cut. */
    write: (method: string, path: string, body?: unknown): KubeObject => {
      const answer = kube.call(method, path, body)
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
      return answer.body as KubeObject
    },
  }
}

/** The world. */
export type ApiWorld = ReturnType<typeof apiWorld>

function parsed(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Nodes without a label for it are of the node's own site. */
const siteOf = ({ metadata }: KubeObject): string => metadata.labels?.['causeway.io/site'] ?? 'a'

/** Feeds without a bus: what changes is placed at once, while they flow. */
function feedsInto(kube: ReturnType<typeof createKubeServer>, showing: Showing) {
  const catalogue = new Catalogue(siteOf, keysNamedBy)
  const registry = kindRegistry(builtinKinds)
  let held: Placement[] = []
  const state = { isComplete: true, isCurrent: true, flowing: true }
  const place = ({ scope, key, body }: Placement): void => {
    if (!['all', 'site/a', 'node/n1'].includes(scope)) return
    if (body === undefined) showing.projection.leave(scope, key)
    else showing.projection.place(scope, key, body)
  }
  const told = (placements: readonly Placement[]): void => {
    if (state.flowing) placements.forEach(place)
    else held.push(...placements)
  }
  for (const kind of usualKinds) {
    const served = kindOf(registry, kind)
    if (served === undefined) continue
    for (const object of kube.collection.list(served, undefined)) told(catalogue.take(kind, object))
    kube.collection.subscribe(served, ({ type, object }) => {
      const { namespace = '', name } = object.metadata
      const { group, resource } = kind
      if (type !== 'DELETED') return told(catalogue.take(kind, object))
      told(catalogue.drop({ group, resource, namespace, name }))
    })
  }
  return Object.assign(state, {
    /** The cloud's verdict on a node is `failed`, or is another again. */
    failed: (node: string, isFailed: boolean): void => told(catalogue.failed(node, isFailed)),
    flow: (flowing: boolean): void => {
      state.flowing = flowing
      if (flowing) for (const one of held.splice(0)) place(one)
      held = []
    },
  })
}

/** A client whose requests vanish while it is cut, and whose answers stay away. */
function cuttable(client: HttpClient) {
  let isCut = false
  const asked: string[] = []
  return {
    asked,
    cut: (now: boolean): void => {
      isCut = now
    },
    client: {
      request: (request, answer) => {
        asked.push(`${request.method} ${request.path}`)
        if (isCut) return () => {}
        return client.request(request, {
          head: (status, headers) => isCut || answer.head(status, headers),
          chunk: (bytes) => isCut || answer.chunk(bytes),
          end: (fault) => isCut || answer.end(fault),
        })
      },
    } satisfies HttpClient as HttpClient,
  }
}

function begun(client: HttpClient, request: HttpRequest) {
  const parts: Uint8Array[] = []
  let head: Pick<HttpWhole, 'status' | 'headers'> | undefined
  let over = false
  let failed: Fault | undefined
  const leave = client.request(request, {
    head: (status, headers) => (head = { status, headers }),
    chunk: (bytes) => parts.push(bytes.slice()),
    end: (fault) => {
      over = true
      failed = fault
    },
  })
  return {
    leave,
    text: () => new TextDecoder().decode(joined(parts)),
    over: () => over,
    fault: () => failed,
    head: () => head,
    whole: (): HttpWhole | undefined =>
      over && head ? { ...head, body: joined(parts) } : undefined,
  }
}

function watching(stream: ReturnType<typeof begun>): Stream {
  const events = () =>
    stream
      .text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly object: KubeObject })
  return { ...stream, events }
}
