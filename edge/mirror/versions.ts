// The resource versions of one node: epochStartMs × 1000 + n, integers that never fall, not even over restarts.

/** So much time is set aside at once: a restart begins after it, whatever its clock says. */
const asideMs = 1_000

/** Numbers given in one life of a mirror. */
export class Versions {
  #startMs = 0
  #asideMs = 0
  #given = 0
  #keep: (untilMs: number) => void = () => undefined

  /** Begins to number: after all that was set aside before. `keep` stores what is set aside now. */
  begin(asideBefore: number, wall: number, keep: (untilMs: number) => void): void {
    this.#startMs = Math.max(Math.floor(wall), asideBefore)
    this.#keep = keep
    this.#setAside()
  }

  /** One more number of this life, from 1 on. */
  next(): number {
    this.#given += 1
    const usedMs = this.#given / 1_000
    if (this.#asideMs > 0 && usedMs + asideMs / 2 > this.#asideMs) this.#setAside()
    return this.#given
  }

  /** The version that a number of this life is. */
  at(number: number): number {
    return this.#startMs * 1_000 + number
  }

  /** The newest version. */
  newest(): number {
    return this.at(this.#given)
  }

  #setAside(): void {
    this.#asideMs = Math.ceil(this.#given / 1_000) + asideMs
    this.#keep(this.#startMs + this.#asideMs)
  }
}

/** Whether a version may be one of a node's own: those of a cluster count its writes, and stay far below. */
export const isNodeVersion = (version: number): boolean => version >= 1e14
