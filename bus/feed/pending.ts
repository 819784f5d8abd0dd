// What waits to be written to feeds: of each object only the newest, in the order in which they came.
import type { Placement } from '../../src/mirror/catalogue.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** Placements on their way into the store. */
export class Pending {
  readonly #scopes = new Map<Scope, Map<string, Placement>>()
  readonly #complete = new Set<Scope>()

  add(placement: Placement): void {
    const { scope, key } = placement
    const of = this.#scopes.get(scope) ?? new Map<string, Placement>()
    this.#scopes.set(scope, of.set(keyText(key), placement))
  }

  /** All objects of a scope have been added. */
  complete(scope: Scope): void {
    this.#complete.add(scope)
  }

  /** Forgets all of a scope. */
  drop(scope: Scope): void {
    this.#scopes.delete(scope)
    this.#complete.delete(scope)
  }

  get isEmpty(): boolean {
    return this.#scopes.size === 0 && this.#complete.size === 0
  }

  /** Takes out at most so many and so many bytes; and the scopes of which nothing more waits and that are complete. */
  take(countMax: number, bytesMax: number): Taken {
    const taken: Placement[] = []
    let bytes = 0
    for (const [scope, of] of this.#scopes) {
      for (const [text, placement] of of) {
        if (taken.length >= countMax || bytes >= bytesMax) return { taken, complete: [] }
        bytes += placement.body?.length ?? 0
        taken.push(placement)
        of.delete(text)
      }
      this.#scopes.delete(scope)
    }
    const complete = [...this.#complete]
    this.#complete.clear()
    return { taken, complete }
  }

  /** Puts back what could not be written; what came meanwhile is newer. */
  putBack({ taken, complete }: Taken): void {
    for (const placement of taken) {
      const newer = this.#scopes.get(placement.scope)?.has(keyText(placement.key)) === true
      if (!newer) this.add(placement)
    }
    for (const scope of complete) this.complete(scope)
  }
}

/** What one commit writes. */
export interface Taken {
  readonly taken: readonly Placement[]
  readonly complete: readonly Scope[]
}
