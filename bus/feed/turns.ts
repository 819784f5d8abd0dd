// Turns: questions of nodes, one node after the other, so that one which asks without end delays no other.
import type { Clock } from '../clock.ts'

/** The bounds of turns. */
export interface TurnsConfig {
  /** Questions of one node that wait; more are turned away. */
  readonly waitingMax: number
  /** A node is answered at most once in so long. */
  readonly answerGapMs: number
  /** Answers under way at once. */
  readonly answersMax: number
}

/** What takes turns. */
export interface TurnsParts<T> {
  readonly clock: Clock
  readonly config: TurnsConfig
  /** Whether two questions are one: it is answered once. */
  readonly isSame: (one: T, other: T) => boolean
  /** Answers one question; `done` comes once, later. */
  readonly answer: (node: string, asked: T, done: () => void) => void
}

/** Questions that wait, by node, in the order in which the nodes have their turns. */
export class Turns<T> {
  readonly #parts: TurnsParts<T>
  /** Nodes without anything waiting and under way are not in here. */
  readonly #waiting = new Map<string, T[]>()
  /** Nodes whose turn it is, the longest waiting first. */
  readonly #ready: string[] = []
  #answering = 0
  #stopped = false

  constructor(parts: TurnsParts<T>) {
    this.#parts = parts
  }

  /** Takes a question; whether there was room for it. */
  add(node: string, asked: T): boolean {
    const known = this.#waiting.get(node)
    if (known?.some((one) => this.#parts.isSame(one, asked)) === true) return true
    if (known !== undefined && known.length >= this.#parts.config.waitingMax) return false
    if (known !== undefined) known.push(asked)
    else {
      this.#waiting.set(node, [asked])
      this.#ready.push(node)
    }
    this.#next()
    return true
  }

  /** Whether questions of a node wait for its turn. */
  isWaiting(node: string): boolean {
    return (this.#waiting.get(node)?.length ?? 0) > 0
  }

  stop(): void {
    this.#stopped = true
  }

  #next(): void {
    const { config, answer, clock } = this.#parts
    if (this.#stopped || this.#answering >= config.answersMax) return
    const node = this.#ready.shift()
    if (node === undefined) return
    const asked = this.#waiting.get(node)?.shift()
    if (asked === undefined) {
      this.#waiting.delete(node)
      return this.#next()
    }
    this.#answering += 1
    answer(node, asked, () => {
      this.#answering -= 1
      clock.after(config.answerGapMs, () => this.#again(node))
      this.#next()
    })
    this.#next()
  }

  /** A node that was answered stands behind all others. */
  #again(node: string): void {
    if ((this.#waiting.get(node)?.length ?? 0) === 0) this.#waiting.delete(node)
    else this.#ready.push(node)
    this.#next()
  }
}
