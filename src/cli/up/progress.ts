// Progress of long work: a bar where a person watches, plain lines elsewhere.

const width = 24

/** Shows `done` of `total` under a title; ends with a line that says how long it took. */
export class Progress {
  readonly #out: NodeJS.WriteStream
  readonly #began = performance.now()
  #title = ''

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
  }

  /** Begins or moves a step. */
  step(title: string, done: number, total: number): void {
    if (this.#out.isTTY) {
      const filled = Math.round((width * done) / Math.max(1, total))
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
      this.#out.write(`\r\u001b[K  ${bar}  ${title} ${done}/${total}`)
    } else if (title !== this.#title || done === total) {
      this.#out.write(`  ${title} ${done}/${total}\n`)
    }
    this.#title = title
  }

  /** Clears the bar and says how long everything took. */
  end(text: string): void {
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(1)
    this.#out.write(`${this.#out.isTTY ? '\r\u001b[K' : ''}${text} (${seconds} s)\n`)
  }
}
