// A watch as it goes on: each step takes what happened and gives lines to send; timers and sockets are the caller's.
import { monoMs } from '../../kernel/time.ts'
import type { MonoMs, WallMs } from '../../kernel/time.ts'
import { tooLargeVersion, tooOldVersion } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'
import type { Change, Collection } from '../collection.ts'
import { eventOf } from './event.ts'
import type { WatchEvent } from './event.ts'
import { bookmarkLine, errorLine, eventLine } from './lines.ts'
import type { WatchSpec } from './spec.ts'

/** Both clocks: one for timeouts, one for the ages that tables show. */
export interface Now {
  readonly mono: MonoMs
  readonly wall: WallMs
}

/** A watch between two steps. */
export interface Watch {
  readonly spec: WatchSpec
  /** Changes up to this version have been looked at. */
  readonly seen: number
  /** The version that its client has heard of. */
  readonly told: number
  /** Whether a table's columns have been sent. */
  readonly columnsSent: boolean
  readonly bookmarkAt: MonoMs
  readonly endAt: MonoMs
}

/** The outcome of a step. */
export interface WatchStep {
  readonly watch: Watch
  /** Lines to send, in order. */
  readonly lines: readonly Uint8Array[]
  /** Whether the stream ends after these lines. */
  readonly over: boolean
  /** When to come back with the time at the latest. */
  readonly due: MonoMs
}

/** How often a quiet watch is told how far it is, and how long before its end for the last time. */
const bookmarkMs = 30_000
const lastBookmarkMs = 2_000

/** Begins a watch. Subscribe in the same turn: every later change must go to `watchChange`. */
export function beginWatch(spec: WatchSpec, collection: Collection, now: Now): WatchStep {
  const version = collection.version()
  const endAt = monoMs(now.mono + spec.timeoutMs)
  const fresh: Watch = {
    spec,
    seen: Math.max(version, spec.after),
    told: spec.after,
    columnsSent: false,
    bookmarkAt: nextBookmark(now.mono, endAt),
    endAt,
  }
  const refusal = refusalOf(spec, version, collection.horizon())
  if (refusal !== undefined) {
    return { watch: fresh, lines: [errorLine(refusal)], over: true, due: now.mono }
  }
  const { watch, lines } = withEvents(fresh, firstEvents(spec, collection), now)
  if (spec.begin !== 'objects' || !spec.markInitialEnd) return proceed(watch, lines)
  return proceed({ ...watch, told: version }, [...lines, bookmarkLine(spec, version, true)])
}

function refusalOf(spec: WatchSpec, version: number, horizon: number): Status | undefined {
  const { begin, after } = spec
  if (begin === 'objects' && after > version) return tooLargeVersion(after, version)
  return begin === 'changes' && after < horizon ? tooOldVersion(after, horizon) : undefined
}

function firstEvents(spec: WatchSpec, collection: Collection): readonly WatchEvent[] {
  const { kind, namespace, begin, after } = spec
  switch (begin) {
    case 'objects':
      return collection
        .list(kind, namespace)
        .filter((object) => spec.matches(object))
        .map((object) => ({ type: 'ADDED', object }))
    case 'changes':
      return collection.changes(kind, after).flatMap((change) => eventOf(spec, change) ?? [])
    case 'now':
      return []
  }
}

/** Goes on with a change; what the client has heard of already is passed over. */
export function watchChange(watch: Watch, change: Change, now: Now): WatchStep {
  const { version } = change
  if (version <= watch.seen) return proceed(watch, [])
  const event = eventOf(watch.spec, change)
  if (event === undefined) return proceed({ ...watch, seen: version }, [])
  const line = eventLine(watch.spec, event, now.wall, !watch.columnsSent)
  return proceed({ ...watch, seen: version, told: version, columnsSent: true }, [line])
}

/** Goes on with the time: bookmarks that are due, and the end. `version` is the collection's newest. */
export function watchTime(watch: Watch, version: number, now: Now): WatchStep {
  const { spec, told, endAt } = watch
  if (now.mono >= endAt) return { watch, lines: [], over: true, due: endAt }
  if (!spec.bookmarks || now.mono < watch.bookmarkAt) return proceed(watch, [])
  const next = { ...watch, bookmarkAt: nextBookmark(now.mono, endAt) }
  if (version <= told) return proceed(next, [])
  return proceed({ ...next, told: version }, [bookmarkLine(spec, version, false)])
}

function nextBookmark(now: MonoMs, endAt: MonoMs): MonoMs {
  const last = endAt - lastBookmarkMs
  return monoMs(last > now ? Math.min(now + bookmarkMs, last) : endAt)
}

function withEvents(
  watch: Watch,
  events: readonly WatchEvent[],
  now: Now,
): Pick<WatchStep, 'watch' | 'lines'> {
  let { columnsSent } = watch
  const lines = events.map((event) => {
    const bytes = eventLine(watch.spec, event, now.wall, !columnsSent)
    columnsSent = true
    return bytes
  })
  return { watch: columnsSent === watch.columnsSent ? watch : { ...watch, columnsSent }, lines }
}

const proceed = (watch: Watch, lines: readonly Uint8Array[]): WatchStep => ({
  watch,
  lines,
  over: false,
  due: watch.spec.bookmarks ? watch.bookmarkAt : watch.endAt,
})
