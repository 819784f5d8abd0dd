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
  if (Object.is(theirs, ours)) return []
  return [`${path}: recorded ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`]
}

/** Some lists were recorded as the names alone, or their number: ours is reduced likewise. */
export function likeRecorded(theirs: unknown, ours: unknown): unknown {
  if (!isRecord(theirs) || !isRecord(ours) || !Array.isArray(ours['items'])) return ours
  const items = ours['items'] as readonly { readonly metadata: { readonly name: string } }[]
  const kept = Object.fromEntries(Object.entries(ours).filter(([key]) => key in theirs))
  if ('names' in theirs) return { ...kept, names: items.map(({ metadata }) => metadata.name) }
  if ('count' in theirs) return { ...kept, count: items.length }
  return ours
}
