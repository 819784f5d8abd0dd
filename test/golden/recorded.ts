// The recorded answers of a real API server, and how an answer is compared with one.
import { readFileSync } from 'node:fs'

/** A recorded request and what a real server answered. */
export interface Recorded {
  readonly id: number
  readonly why: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly events?: readonly RecordedEvent[]
  }
}

/** A recorded event of a watch. */
export interface RecordedEvent {
  readonly type: string
  readonly object: Readonly<Record<string, unknown>>
}

/** The requests of a recording, without its first line. */
export function recorded(file: string): readonly Recorded[] {
  const text = readFileSync(new URL(`./${file}.jsonl`, import.meta.url), 'utf8')
  const [, ...lines] = text.trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Recorded)
}

const mask = /^<[a-z]+>$/
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Marks in addresses are opaque: they say whether a document is another, and ours are others. */
const unmarked = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\?hash=[0-9A-F]+$/, '?hash=<hash>') : value

/** Where `ours` differs from what was recorded; what is masked there may be any text. */
export function differences(theirs: unknown, ours: unknown, path = ''): readonly string[] {
  if (typeof theirs === 'string' && mask.test(theirs)) {
    const isThere = typeof ours === 'number' || (typeof ours === 'string' && ours !== '')
    return isThere ? [] : [`${path}: ${theirs} is missing`]
  }
  if (isRecord(theirs) && isRecord(ours) && Array.isArray(theirs) === Array.isArray(ours)) {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)])
    return [...keys].flatMap((key) => differences(theirs[key], ours[key], `${path}.${key}`))
  }
  if (Object.is(unmarked(theirs), unmarked(ours))) return []
  return [`${path}: recorded ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`]
}

/** Some answers were recorded in part, as names or their number: ours is reduced likewise. */
export function likeRecorded(theirs: unknown, ours: unknown): unknown {
  if (!isRecord(theirs) || !isRecord(ours)) return ours
  if (isRecord(theirs['paths']) && !Array.isArray(theirs['paths'])) return likeIndex(theirs, ours)
  if (!Array.isArray(ours['items'])) return ours
  if (theirs['kind'] === 'APIGroupDiscoveryList') return likeDiscovery(theirs, ours)
  const items = ours['items'] as readonly Named[]
  const kept = Object.fromEntries(Object.entries(ours).filter(([key]) => key in theirs))
  if ('names' in theirs) return { ...kept, names: items.map(({ metadata }) => metadata.name) }
  if ('count' in theirs) return { ...kept, count: items.length }
  return ours
}

interface Named {
  readonly metadata: { readonly name?: string }
}

type Part = Readonly<Record<string, unknown>>

/** Of the index of OpenAPI the first six entries were recorded. */
function likeIndex(theirs: Part, ours: Part): Part {
  const recordedPaths = Object.keys(theirs['paths'] as Part)
  const first = Object.entries(ours['paths'] as Part).slice(0, recordedPaths.length)
  return { ...ours, paths: Object.fromEntries(first) }
}

/** Of aggregated discovery four groups were recorded. */
function likeDiscovery(theirs: Part, ours: Part): Part {
  const names = (theirs['items'] as readonly Named[]).map(({ metadata }) => metadata.name)
  const items = ours['items'] as readonly Named[]
  return { ...ours, items: items.filter(({ metadata }) => names.includes(metadata.name)) }
}
