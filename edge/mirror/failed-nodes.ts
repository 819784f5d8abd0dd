// Which nodes count as failed here: by the cloud's word while it can be heard, and else by what the site's peers settled.

/** What the peers of a site have settled among them. */
export interface PeersSay {
  /** The cloud cannot be heard on any path. */
  readonly isAlone: boolean
  readonly dead: readonly string[]
  readonly alive: readonly string[]
}

/** The failed nodes. */
export class FailedNodes {
  readonly #told = new Set<string>()
  #dead: ReadonlySet<string> = new Set()
  #alive: ReadonlySet<string> = new Set()

  /** The cloud says so of a node. */
  tell(node: string, isFailed: boolean): void {
    if (isFailed) this.#told.add(node)
    else this.#told.delete(node)
  }

  /** The peers say so: it counts alone. Answers the nodes of which something else may count now. */
  hear({ isAlone, dead, alive }: PeersSay): readonly string[] {
    const before = [...this.#dead, ...this.#alive]
    this.#dead = new Set(isAlone ? dead : [])
    this.#alive = new Set(isAlone ? alive : [])
    return [...new Set([...before, ...this.#dead, ...this.#alive])]
  }

  /** Whether a node counts as failed. */
  has(node: string): boolean {
    return this.#dead.has(node) || (this.#told.has(node) && !this.#alive.has(node))
  }

  /** Nodes that may count so. */
  all(): readonly string[] {
    return [...this.#dead, ...this.#told]
  }
}
