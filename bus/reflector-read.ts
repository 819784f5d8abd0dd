// What listing and watching share: the resource, the bounds, the request, and how a reading breaks off.
import type { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import type { KubeObject } from '../src/objects/object.ts'
import type { BackoffBounds } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Headers, HttpClient, HttpRequest } from './http.ts'

/** What a reflector stands on. */
export interface ReflectorPorts {
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
}

/** Which objects: a collection's path, and selectors if only some of it. */
export interface Resource {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

/** The bounds and periods of a reflector. */
export interface ReflectorConfig {
  readonly pageObjects: number
  readonly pageBytesMax: number
  readonly lineBytesMax: number
  /** A list without a byte for this long is broken off, and a watch whose answer has not begun. */
  readonly listSilenceMs: number
  /** A watch without a byte for this long is broken off; servers send a bookmark a minute. */
  readonly watchSilenceMs: number
  /** The server is asked to end a watch after this many seconds at the earliest, twice as many at the latest. */
  readonly watchSeconds: number
  readonly backoff: BackoffBounds
  /** A list in which most objects are missing is read again after so long. */
  readonly doubtMs: number
}

/** What suits a real API server. */
export const reflectorConfig: ReflectorConfig = {
  pageObjects: 500,
  pageBytesMax: 64 << 20,
  lineBytesMax: 8 << 20,
  listSilenceMs: 30_000,
  watchSilenceMs: 90_000,
  watchSeconds: 300,
  backoff: { minMs: 500, maxMs: 30_000 },
  doubtMs: 5_000,
}

/** Why a reading broke off and what comes next; an orderly end has no fault. */
export interface Broken {
  readonly fault: Fault | undefined
  readonly next: 'list' | 'watch'
  readonly retryAfterMs?: number | undefined
}

/** The request for a resource with these parameters besides its own. */
export function readPath(resource: Resource, query: Readonly<Record<string, string>>): HttpRequest {
  const pairs = Object.entries({ ...resource.query, ...query })
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return {
    method: 'GET',
    path: text === '' ? resource.path : `${resource.path}?${text}`,
    headers: { accept: 'application/json' },
    body: new Uint8Array(),
  }
}

/** `Retry-After` in milliseconds, if it is there in seconds. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers['retry-after'] ?? ''
  return /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : undefined
}

/** What a refusal asks for: where it tells of a version that is gone, too large or of nothing, a list. */
export const nextAfter = (status: number): Broken['next'] =>
  status === 410 || status === 504 || status === 404 ? 'list' : 'watch'

/** Whether a parsed value has what every object has. */
export function isObject(value: unknown): value is KubeObject {
  const metadata = (value as { metadata?: { name?: unknown } } | undefined)?.metadata
  return typeof metadata === 'object' && typeof metadata.name === 'string' && metadata.name !== ''
}
