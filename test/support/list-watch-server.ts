// A scripted API server of one resource for the reflector's tests: lists, watches, and every way of breaking them.
import type { HttpHandler } from '../../bus/adapters/memory-http.ts'
import type { HttpReply } from '../../bus/http.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Random } from '../../src/kernel/random.ts'

interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly object: KubeObject
}

type Stream = ReturnType<HttpReply['stream']>

/** How it answers at the moment. */
export interface Mood {
  /** Answers the next requests with this status. */
  refuse: { status: number; times: number; retryAfter?: string }
  /** Each event is sent twice. */
  duplicates: boolean
  /** Nothing is sent any more; connections stay open, and those that would have spoken stay mute for ever. */
  silent: boolean
  /** Chunks end anywhere. */
  torn: boolean
  /** The next lists show nothing. */
  blankLists: number
}

/** The server: change its objects, break its streams, and read what was asked of it. */
export function listWatchServer(random: Random) {
  const objects = new Map<string, KubeObject>()
  let events: Event[] = []
  const streams = new Map<Stream, number>()
  const muted = new Set<Stream>()
  const asked: string[] = []
  const mood: Mood = {
    refuse: { status: 0, times: 0 },
    duplicates: false,
    silent: false,
    torn: false,
    blankLists: 0,
  }
  let version = 10
  let horizon = 0
  let uids = 0

  const write = (stream: Stream, line: string) => {
    if (mood.silent) muted.add(stream)
    if (muted.has(stream)) return
    const bytes = new TextEncoder().encode(`${line}\n`)
    const at = mood.torn ? random.below(bytes.length + 1) : bytes.length
    stream.write(bytes.subarray(0, at))
    if (at < bytes.length) stream.write(bytes.subarray(at))
  }
  const send = (stream: Stream, event: Event) => {
    streams.set(stream, event.version)
    const line = JSON.stringify({ type: event.type, object: event.object })
    for (let i = 0; i < (mood.duplicates ? 2 : 1); i++) write(stream, line)
  }
  const change = (type: Event['type'], object: KubeObject) => {
    version += 1 + random.below(3)
    const metadata = { ...object.metadata, resourceVersion: String(version) }
    const event = { type, version, object: { ...object, metadata } }
    if (type === 'DELETED') objects.delete(object.metadata.name)
    else objects.set(object.metadata.name, event.object)
    events.push(event)
    // As a real server: a watch is never told of versions up to the one that it began from.
    for (const [stream, from] of streams) if (event.version > from) send(stream, event)
  }

  const json = (reply: HttpReply, status: number, body: unknown, headers = {}) =>
    reply.send(status, headers, new TextEncoder().encode(JSON.stringify(body)))
  const gone = (reply: HttpReply) => json(reply, 410, { kind: 'Status', code: 410 })

  const list = (query: URLSearchParams, reply: HttpReply) => {
    const [at = String(version), after = ''] = (query.get('continue') ?? '')
      .split('/')
      .filter(Boolean)
    if (Number(at) < horizon) return gone(reply)
    const isBlank = mood.blankLists > 0
    if (isBlank) mood.blankLists--
    const shown = isBlank ? [] : [...objects.keys()]
    const names = shown.sort().filter((name) => name > after)
    const limit = Number(query.get('limit') ?? 500)
    const page = names.slice(0, limit)
    const token = names.length > limit ? `${at}/${page.at(-1)}` : undefined
    const metadata = { resourceVersion: at, continue: token }
    const items = page.map((name) => objects.get(name))
    json(reply, 200, { kind: 'NodeList', apiVersion: 'v1', metadata, items })
  }
  const watch = (query: URLSearchParams, reply: HttpReply) => {
    const from = Number(query.get('resourceVersion'))
    if (from < horizon && random.next() < 0.5) return gone(reply)
    const closed = () => void streams.delete(stream)
    const stream: Stream = reply.stream(200, {}, { drained: () => undefined, closed })
    if (from < horizon) {
      write(stream, JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410 } }))
      return stream.end()
    }
    streams.set(stream, from)
    for (const event of events) if (event.version > from) send(stream, event)
  }
  const handle: HttpHandler = (request, reply) => {
    asked.push(request.path)
    if (mood.silent) return
    if (mood.refuse.times > 0) {
      mood.refuse.times--
      const headers = mood.refuse.retryAfter ? { 'retry-after': mood.refuse.retryAfter } : {}
      return json(reply, mood.refuse.status, {}, headers)
    }
    const query = new URLSearchParams(request.path.split('?')[1])
    if (query.get('watch') === '1') watch(query, reply)
    else list(query, reply)
  }

  return {
    handle,
    mood,
    asked,
    uids: () => new Set([...objects.values()].map((object) => object.metadata.uid ?? '')),
    objects: () => [...objects.values()],
    create: (name: string) => {
      if (objects.has(name)) return
      change('ADDED', { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: `u${++uids}` } })
    },
    touch: (name: string) => {
      const object = objects.get(name)
      if (object !== undefined) change('MODIFIED', object)
    },
    delete: (name: string) => {
      const object = objects.get(name)
      if (object !== undefined) change('DELETED', object)
    },
    /** Forgets history: watches and pages from before now get 410. */
    compact: () => {
      horizon = version
    },
    /** Ends all streams, in the middle of a line if `torn`. */
    drop: () => {
      for (const stream of streams.keys()) {
        if (muted.has(stream)) continue
        if (mood.torn) stream.write(new TextEncoder().encode('{"type":"MOD'))
        stream.end()
        streams.delete(stream)
      }
    },
    /** Sends a line of any text to all streams. */
    say: (text: string) => {
      for (const stream of streams.keys()) write(stream, text)
    },
    bookmark: () => {
      const metadata = { resourceVersion: String(version) }
      const line = JSON.stringify({
        type: 'BOOKMARK',
        object: { kind: 'Node', apiVersion: 'v1', metadata },
      })
      for (const [stream, from] of streams) if (version > from) write(stream, line)
    },
    /** The state, to come back to. */
    save: () => ({ version, objects: new Map(objects) }),
    /** As after a restore of its store: everything since is undone, history forgotten, all connections gone. */
    restore: (saved: {
      readonly version: number
      readonly objects: ReadonlyMap<string, KubeObject>
    }) => {
      objects.clear()
      for (const [name, object] of saved.objects) objects.set(name, object)
      version = saved.version
      horizon = version
      events = []
      for (const stream of [...streams.keys()]) {
        streams.delete(stream)
        if (!muted.has(stream)) stream.end()
      }
    },
    version: () => version,
    watching: () => streams.size,
  }
}
