// Keeping applied facts a while longer, then compacting them.
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'

/** Marks are set at most this often; facts are kept so much longer than asked for. */
const markMs = 60_000

interface Mark {
  readonly lane: Lane
  upTo: Sequence
  readonly dueMs: number
}

/** Remembers when lanes were applied up to where, and compacts what is old enough. */
export class Keeping {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #keepMs: number
  #marks: Mark[] = []
  #timer: Cancel | undefined

  constructor(journal: Journal, clock: Clock, keepMs: number) {
    this.#journal = journal
    this.#clock = clock
    this.#keepMs = keepMs
  }

  /** The cloud has taken the lane up to here. */
  applied(lane: Lane, upTo: Sequence): void {
    const now = this.#clock.mono()
    const last = this.#marks.findLast((mark) => mark.lane === lane)
    const young = last !== undefined && last.dueMs - this.#keepMs > now
    if (young) last.upTo = upTo
    else this.#marks.push({ lane, upTo, dueMs: now + markMs + this.#keepMs })
    this.#wait()
  }

  stop(): void {
    this.#timer?.()
    this.#marks = []
  }

  #wait(): void {
    const next = this.#marks[0]
    if (next === undefined || this.#timer !== undefined) return
    this.#timer = this.#clock.after(next.dueMs - this.#clock.mono(), () => this.#compact())
  }

  #compact(): void {
    this.#timer = undefined
    const now = this.#clock.mono()
    const due = this.#marks.filter((mark) => mark.dueMs <= now)
    this.#marks = this.#marks.filter((mark) => mark.dueMs > now)
    for (const { lane, upTo } of due) this.#journal.compact(lane, upTo, () => undefined)
    this.#wait()
  }
}
