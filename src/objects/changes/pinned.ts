// Listeners of objects whose field has one value, found by that value: there may be thousands, each of a few objects.
import type { Change, Pin } from '../collection.ts'

interface Field<Listener> {
  readonly of: Pin['of']
  readonly byValue: Map<string, Set<Listener>>
}

/** Listeners by what they pin down. */
export class Pinned<Listener> {
  readonly #fields = new Map<string, Field<Listener>>()

  add({ field, value, of }: Pin, listener: Listener): void {
    const known = this.#fields.get(field) ?? { of, byValue: new Map() }
    this.#fields.set(field, known)
    known.byValue.set(value, (known.byValue.get(value) ?? new Set<Listener>()).add(listener))
  }

  delete({ field, value }: Pin, listener: Listener): void {
    const byValue = this.#fields.get(field)?.byValue
    const there = byValue?.get(value)
    there?.delete(listener)
    if (there?.size === 0) byValue?.delete(value)
    if (byValue?.size === 0) this.#fields.delete(field)
  }

  /** Whose value the object of a change has, or had before. */
  *of({ object, previous }: Change): Iterable<Listener> {
    for (const { of, byValue } of this.#fields.values()) {
      const now = of(object)
      yield* byValue.get(now) ?? []
      const before = previous === undefined ? now : of(previous)
      if (before !== now) yield* byValue.get(before) ?? []
    }
  }
}
