// Runs a process for many keys on virtual time, with a log of what is durable.
import { kinds, type Fact } from '../../../src/facts.ts'
import type { Keyed, Process, State } from '../../../src/kernel/process.ts'
import { random } from '../../../src/kernel/random.ts'
import { monoMs, wallMs, type Hlc } from '../../../src/kernel/time.ts'
import type { Queue } from './queue.ts'

/** A durable fact as it lies in a log. */
export interface Logged<F> {
  readonly key: string
  readonly fact: F
  readonly hlc: Hlc
}

/** The wall clock at the beginning of the virtual time. */
export const epochMs = 1_790_000_000_000

/** Facts as bytes would bring them back. */
const throughBytes = <F>(fact: F): F => JSON.parse(JSON.stringify(fact)) as F

/** The cells of one process; `heard` gets every fact, `wanted` the actions of a key. */
export class Cells<H, S, I, F extends Fact, A extends Keyed, C> {
  readonly states = new Map<string, State<H, S>>()
  readonly log: Logged<F>[] = []
  heard: (key: string, fact: F) => void = () => {}
  wanted: (key: string, actions: readonly A[]) => void = () => {}
  #running = true
  readonly #dues = new Map<string, number>()
  readonly #process: Process<H, S, I, F, A, C>
  readonly #queue: Queue
  readonly #config: C
  readonly #tick: I

  constructor(process: Process<H, S, I, F, A, C>, queue: Queue, config: C, tick: I) {
    this.#process = process
    this.#queue = queue
    this.#config = config
    this.#tick = tick
  }

  state(key: string): State<H, S> {
    return this.states.get(key) ?? this.#process.initial(key)
  }

  post(key: string, input: I): void {
    if (!this.#running) return
    const mono = monoMs(this.#queue.now)
    const hlc = { wallMs: wallMs(epochMs + this.#queue.now), counter: 0 }
    const moment = { mono, hlc, random: random(1), config: this.#config }
    const facts = this.#process.decide(this.state(key), input, moment)
    for (const fact of facts) {
      this.states.set(key, this.#process.evolve(this.state(key), fact, { hlc, mono }))
      if (kinds[fact.kind].lane !== 'volatile')
        this.log.push({ key, fact: throughBytes(fact), hlc })
    }
    if (!this.states.has(key)) this.states.set(key, this.state(key))
    this.reconcile(key)
    for (const fact of facts) this.heard(key, fact)
  }

  reconcile(key: string): void {
    if (!this.#running) return
    const now = this.#queue.now
    const wanted = this.#process.reconcile(this.state(key), monoMs(now), this.#config)
    this.#due(key, wanted.due)
    this.wanted(key, wanted.actions)
  }

  /** Forgets what is soft; what is hard comes back from the log. */
  restart(): void {
    const { initial, evolve } = this.#process
    this.states.clear()
    this.#dues.clear()
    for (const { key, fact, hlc } of this.log)
      this.states.set(key, evolve(this.states.get(key) ?? initial(key), fact, { hlc }))
    this.#running = true
    for (const key of this.states.keys()) this.reconcile(key)
  }

  stop(): void {
    this.#running = false
    this.#dues.clear()
  }

  #due(key: string, due: number | undefined): void {
    if (due === undefined) {
      this.#dues.delete(key)
      return
    }
    if (this.#dues.get(key) === due) return
    this.#dues.set(key, due)
    this.#queue.after(Math.max(1, due - this.#queue.now), () => {
      if (this.#dues.get(key) !== due) return
      this.#dues.delete(key)
      this.post(key, this.#tick)
    })
  }
}
