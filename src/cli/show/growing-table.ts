// A table whose rows come one after another: its columns grow with what comes, and what is gathered first is aligned as a whole.
/** How many rows are gathered before the first is shown. */
const gatheredMax = 500

/** Rows of cells in; aligned text out. */
export class GrowingTable {
  readonly #widths: number[] = []
  #gathered: (readonly string[])[] | undefined = []

  constructor(titles: readonly string[]) {
    this.add(titles)
  }

  /** One more row; the text that can be shown now. */
  add(cells: readonly string[]): string {
    for (const [at, cell] of cells.slice(0, -1).entries())
      this.#widths[at] = Math.max(this.#widths[at] ?? 0, cell.length)
    if (this.#gathered === undefined) return this.#line(cells)
    this.#gathered.push(cells)
    return this.#gathered.length > gatheredMax ? this.flush() : ''
  }

  /** No more is waited for: the text of what was gathered. */
  flush(): string {
    const gathered = this.#gathered ?? []
    this.#gathered = undefined
    return gathered.map((cells) => this.#line(cells)).join('')
  }

  /** The last column is as wide as it is. */
  #line(cells: readonly string[]): string {
    return `${cells
      .map((cell, at) => cell.padEnd(this.#widths[at] ?? 0))
      .join('  ')
      .trimEnd()}\n`
  }
}
