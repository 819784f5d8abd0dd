// Ties between two kinds of names, readable from both ends.

const none: ReadonlySet<string> = new Set()

/** Which names are tied to which. */
export class Links {
  readonly #forth = new Map<string, Set<string>>()
  readonly #back = new Map<string, Set<string>>()

  /** Ties two names. */
  tie(from: string, to: string): void {
    add(this.#forth, from, to)
    add(this.#back, to, from)
  }

  /** Cuts a tie, if there is one. */
  cut(from: string, to: string): void {
    remove(this.#forth, from, to)
    remove(this.#back, to, from)
  }

  /** What a name is tied to. */
  of(from: string): ReadonlySet<string> {
    return this.#forth.get(from) ?? none
  }

  /** What is tied to a name. */
  back(to: string): ReadonlySet<string> {
    return this.#back.get(to) ?? none
  }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

function remove(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  set?.delete(value)
  if (set?.size === 0) sets.delete(key)
}
