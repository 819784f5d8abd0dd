// Plays recorded requests against an API server behind an HTTP client, whichever it is.
import type { HttpClient } from '../../bus/http.ts'
import { ask } from '../conformance/http.ts'
import { problems } from './held.ts'
import { without } from './keep.ts'
import type { Ours } from './held.ts'
import { recorded } from './recorded.ts'
import type { Recorded } from './recorded.ts'

/** A server to play against. */
export interface Played {
  /** A client that shows the administrator's credentials, or none. */
  readonly client: (credentials: 'administrator' | 'none') => HttpClient
  /** Lets what the server does on its own account happen before the next request. */
  readonly settle: (ms: number) => Promise<void>
}

/** What must happen before a recorded request, by its id. */
export type Meanwhile = Readonly<Record<number, (server: Played) => Promise<void>>>

const encoder = new TextEncoder()

/** The bytes of a recorded body: a value, or text as it was sent. */
function bodyOf(body: unknown): Uint8Array {
  if (body === null || body === undefined) return new Uint8Array()
  if (body === '<ConfigMap of 1.1 MB>') return encoder.encode(JSON.stringify(largeConfigMap))
  return encoder.encode(typeof body === 'string' ? body : JSON.stringify(body))
}

const largeConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'big' },
  data: { a: 'x'.repeat(1_100_000) },
}

/** Sends a request and reads the answer as data. */
export async function send(
  server: Played,
  request: Recorded['request'],
  credentials: 'administrator' | 'none' = 'administrator',
): Promise<Ours> {
  const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])
  const { status, headers, body } = await ask(server.client(credentials), {
    method: request.method,
    path: request.path,
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: bodyOf(request.body),
  })
  const text = new TextDecoder().decode(body)
  return { status, headers, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** What differs from run to run, within longer texts, on both sides. */
const unmasked: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>'],
  [/(in record \()\d+(\))/g, '$1<rv>$2'],
  [/("resourceVersion\\+":\\+")\d+/g, '$1<rv>'],
  [/("(?:creationTimestamp|time)\\+":\\+")[^\\]+/g, '$1<time>'],
  [/\bw-[0-9a-z]{7,10}(-[0-9a-z]{5})?\b/g, 'w-<hash>$1'],
  [/(pod-template-hash=)[0-9a-z]+/g, '$1<hash>'],
  [/\b(w-<hash>|g)-[0-9a-z]{5}\b/g, '$1-<suffix>'],
]

function masked<T>(value: T): T {
  const text = unmasked.reduce(
    (each, [pattern, mask]) => each.replaceAll(pattern, mask),
    JSON.stringify(value),
  )
  return JSON.parse(text) as T
}

/** The recordings leave managed fields out. */
const withoutManagedFields = (ours: Ours): Ours => ({
  ...ours,
  body: without('managedFields')(ours.body),
})

/** How to play. */
export interface PlayOptions {
  readonly meanwhile?: Meanwhile
  /** Answers that are not looked at. */
  readonly skip?: readonly number[] | undefined
  readonly judge?: typeof problems
}

/** Plays the requests of a recording in order; what is wrong with the answers. */
export async function play(
  file: string,
  server: Played,
  { meanwhile = {}, skip, judge = problems }: PlayOptions = {},
): Promise<readonly string[]> {
  const found: string[] = []
  for (const record of recorded(file)) {
    await meanwhile[record.id]?.(server)
    const credentials = /^anonymous|^bad bearer/.test(record.why) ? 'none' : 'administrator'
    const ours = await send(server, record.request, credentials)
    await server.settle(10)
    if (skip?.includes(record.id) === true) continue
    const wrong = judge(file, masked(record), masked(withoutManagedFields(ours)))
    found.push(...wrong.map((each) => `${file} ${record.id} ${record.why}: ${each}`))
  }
  return found
}
