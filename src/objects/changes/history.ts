// The recent changes of a collection, by resource and in order, with the version up to which they are forgotten.
import type { Change } from '../collection.ts'

/** The window of changes from which watches are resumed. */
export interface History {
  readonly horizon: () => number
  readonly record: (resource: string, change: Change) => void
  readonly since: (resource: string, version: number) => readonly Change[]
  /** Forgets every change up to `version`. */
  readonly forget: (version: number) => void
}

/** A history that begins after `horizon` and keeps between `changesMax` and twice as many changes. */
export function createHistory(horizon: number, changesMax: number): History {
  let forgotten = horizon
  let versions: number[] = []
  const changes = new Map<string, readonly Change[]>()
  const forget = (version: number) => {
    forgotten = Math.max(forgotten, version)
    versions = versions.slice(firstAfter(versions, (each) => each, forgotten))
    for (const [resource, kept] of changes) {
      changes.set(resource, kept.slice(firstAfter(kept, versionOf, forgotten)))
    }
  }
  return {
    horizon: () => forgotten,
    forget,
    since: (resource, version) => {
      const kept = changes.get(resource) ?? []
      return kept.slice(firstAfter(kept, versionOf, version))
    },
    record: (resource, change) => {
      const kept = (changes.get(resource) ?? []) as Change[]
      kept.push(change)
      changes.set(resource, kept)
      versions.push(change.version)
      const excess = versions[versions.length - changesMax]
      if (versions.length > 2 * changesMax && excess !== undefined) forget(excess)
    },
  }
}

const versionOf = (change: Change): number => change.version

/** Index of the first element whose version is after `version`. */
function firstAfter<T>(sorted: readonly T[], of: (each: T) => number, version: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = sorted[middle]
    if (at !== undefined && of(at) <= version) low = middle + 1
    else high = middle
  }
  return low
}
