// The decisions that the cloud made about the callers that a node has seen, with their age: bounded, and kept as data.
import type { Attempt, Decision } from './attempt.ts'
import { attemptKey, isOnPath } from './attempt.ts'
import { userKey } from './user.ts'
import type { User } from './user.ts'

/** One decision of the cloud. An attempt without a name covers all names if it is allowed. */
export interface Decided extends Decision {
  readonly attempt: Attempt
  /** When it came (wall clock). */
  readonly atMs: number
}

/** All that was decided about one caller. */
export interface UserDecisions {
  readonly user: User
  readonly decided: readonly Decided[]
}

/** Callers of one node, and different wishes of one of them: far more than pods have. */
export const bookBounds = { users: 256, decisions: 512 } as const

/** How long a decision is not asked for again while there is a link, as a kubelet's own webhook does. */
const freshMs = { allowed: 300_000, denied: 30_000 } as const

/** Whether a decision needs not be asked for again; one from a future that the clock has left is old. */
export function isFresh({ allowed, atMs }: Decided, nowMs: number): boolean {
  const ageMs = nowMs - atMs
  return ageMs >= 0 && ageMs < (allowed ? freshMs.allowed : freshMs.denied)
}

interface Page {
  readonly user: User
  readonly decided: Map<string, Decided>
}

/** The book. */
export class AccessBook {
  readonly #pages = new Map<string, Page>()

  /** Takes decisions about a caller. Those taken longest ago make room, and the callers who have to are told. */
  take(user: User, decided: readonly Decided[]): readonly User[] {
    const key = userKey(user)
    const page = this.#pages.get(key) ?? { user, decided: new Map<string, Decided>() }
    this.#pages.delete(key)
    this.#pages.set(key, page)
    for (const one of decided) {
      const at = attemptKey(one.attempt)
      page.decided.delete(at)
      page.decided.set(at, one)
    }
    shrink(page.decided, bookBounds.decisions)
    return shrink(this.#pages, bookBounds.users).map((one) => one.user)
  }

  /** The decision that counts for an attempt: an allowed one for all names, else that for its very name. */
  of(user: User, attempt: Attempt): Decided | undefined {
    const page = this.#pages.get(userKey(user))
    const general = page?.decided.get(attemptKey(withoutName(attempt)))
    return general?.allowed === true ? general : page?.decided.get(attemptKey(attempt))
  }

  /** All that was decided about a caller. */
  decisionsOf(user: User): UserDecisions {
    const page = this.#pages.get(userKey(user))
    return { user, decided: [...(page?.decided.values() ?? [])] }
  }
}

/** The same attempt on any object. */
export function withoutName(attempt: Attempt): Attempt {
  if (isOnPath(attempt)) return attempt
  const { name: _, ...general } = attempt
  return general
}

/** Removes the first of a map until it is no larger than it may be. */
function shrink<T>(map: Map<string, T>, max: number): readonly T[] {
  const removed = [...map].slice(0, Math.max(0, map.size - max))
  for (const [key] of removed) map.delete(key)
  return removed.map(([, value]) => value)
}
