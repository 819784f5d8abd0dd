// One watch of a resource from a version on: events as they come, then one end that says what to do next.
import { Fault } from '../src/kernel/fault.ts'
import type { KubeObject } from '../src/objects/object.ts'
import type { Cancel } from './clock.ts'
import { lineSplitter } from './line-splitter.ts'
import { isObject, nextAfter, readPath, retryAfterMs } from './reflector-read.ts'
import type { Broken, ReflectorConfig, ReflectorPorts, Resource } from './reflector-read.ts'

/** An event that a watch passes on. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: KubeObject
  readonly version: string
}

/** What a watch reports: events, then exactly one end. */
export interface WatchHandlers {
  /** The server agreed; events may take their time. */
  readonly opened: () => void
  readonly event: (event: WatchEvent) => void
  readonly end: (how: Broken) => void
}

/** Watches until the server ends it, something is wrong, or nothing came for too long. */
export function watchFrom(
  ports: ReflectorPorts,
  target: { readonly resource: Resource; readonly version: string },
  config: ReflectorConfig,
  on: WatchHandlers,
): Cancel {
  let over = false
  let unwatch: Cancel = () => undefined
  let abort: Cancel = () => undefined
  let status = 0

  const close = () => {
    over = true
    unwatch()
    abort()
  }
  const end = (how: Broken) => {
    if (over) return
    close()
    on.end(how)
  }
  const alive = () => {
    unwatch()
    // Servers begin their answer at once, and may then have nothing to tell for long.
    const silenceMs = status === 0 ? config.listSilenceMs : config.watchSilenceMs
    unwatch = ports.clock.after(silenceMs, () =>
      end(broken('TIMEOUT', `nothing came for ${silenceMs} ms`, 'watch')),
    )
  }
  const split = lineSplitter(config.lineBytesMax, {
    line: (bytes) => {
      if (over) return
      const read = readLine(bytes)
      if ('next' in read) end(read)
      else on.event(read)
    },
    tooLong: () => end(broken('TOO_LARGE', `a line over ${config.lineBytesMax} bytes`, 'list')),
  })

  alive()
  abort = ports.http.request(readPath(target.resource, watchQuery(target.version, ports, config)), {
    head: (code, headers) => {
      if (over) return
      status = code
      alive()
      if (code === 200) on.opened()
      else end(refused(code, retryAfterMs(headers)))
    },
    chunk: (bytes) => {
      if (over || status !== 200) return
      alive()
      split(bytes)
    },
    end: (fault) => end({ fault, next: 'watch' }),
  })
  return () => {
    if (!over) close()
  }
}

function watchQuery(version: string, ports: ReflectorPorts, config: ReflectorConfig) {
  return {
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: version,
    timeoutSeconds: String(config.watchSeconds + ports.random.below(config.watchSeconds + 1)),
  }
}

const broken = (code: ConstructorParameters<typeof Fault>[0], what: string, next: Broken['next']) =>
  ({ fault: new Fault(code, `watch: ${what}`), next }) as const

function refused(status: number, retryMs: number | undefined): Broken {
  const code = status === 410 ? 'GONE' : 'UNREACHABLE'
  return {
    ...broken(code, `expected 200, came ${status}`, nextAfter(status)),
    retryAfterMs: retryMs,
  }
}

/** What one line says; a line that cannot be read may have hidden a change, so everything is read again. */
function readLine(bytes: Uint8Array): WatchEvent | Broken {
  const event = parsed(bytes)
  const { type, object } = event
  if (type === 'ERROR') return erred(object as { code?: number; message?: string } | undefined)
  const known = type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED'
  if (known && isObject(object)) return { type, object, version: versionOf(object) }
  const bookmark = object as KubeObject | undefined
  if (type === 'BOOKMARK' && bookmark?.metadata !== undefined) {
    return { type, object: bookmark, version: versionOf(bookmark) }
  }
  return broken('MALFORMED', `expected an event, came ${bytes.length} other bytes`, 'list')
}

function erred(status: { code?: number; message?: string } | undefined): Broken {
  const code = status?.code === 410 ? 'GONE' : 'UNREACHABLE'
  return broken(code, `the server says: ${status?.message ?? 'an error'}`, 'list')
}

function parsed(bytes: Uint8Array): { readonly type?: unknown; readonly object?: unknown } {
  try {
    return (JSON.parse(new TextDecoder().decode(bytes)) ?? {}) as object
  } catch {
    return {}
  }
}

const versionOf = (object: KubeObject) => object.metadata.resourceVersion ?? ''
