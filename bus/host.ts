// The host: runs a process for many keys, one input at a time each.
// P1. A durable fact is in the journal before it evolves, is answered, routed or acted upon.
// P2. Inputs of one key are decided in the order they came; while a write is out they wait, bounded.
// P3. `settled` comes exactly once and never synchronously.
// P4. A failed write changes nothing: what is wanted by now is done, and the same key is asked again later by a tick.
// P5. Of a key that is another's, only what is volatile happens here; what he wrote is taken as it comes.
import { Fault } from '../src/kernel/fault.ts'
import type { Keyed, Process, Stamp, State } from '../src/kernel/process.ts'
import type { Random } from '../src/kernel/random.ts'
import { monoMs, type Hlc, type MonoMs } from '../src/kernel/time.ts'
import type { Clock } from './clock.ts'
import { Dues, type Due } from './due.ts'

/** The shortest time between two ticks of one key. */
const tickGapMs = 10

/** How inputs are answered: the facts they led to, or why there are none. */
export type Settled<Fact> = (outcome: readonly Fact[] | Fault) => void

/** Where durable facts go before anything else happens. */
export interface FactSink<Fact> {
  readonly isDurable: (fact: Fact) => boolean
  /** Whether durable facts of a key are ours to write. */
  readonly owns: (key: string) => boolean
  readonly append: (
    key: string,
    facts: readonly Fact[],
    hlc: Hlc,
    done: (fault: Fault | undefined) => void,
  ) => void
}

/** What a host stands on. */
export interface HostParts<Hard, Soft, Input, Fact, Action extends Keyed, Config> {
  readonly process: Process<Hard, Soft, Input, Fact, Action, Config>
  readonly config: Config
  readonly clock: Clock
  readonly random: Random
  /** The next stamp of this process's hybrid clock, for what is said of a key. */
  readonly stamp: (key: string) => Hlc
  readonly sink: FactSink<Fact>
  /** The input that a due turns into. */
  readonly tick: Input
  /** Receives the complete wanted set of a key, each time it may have changed. */
  readonly want: (key: string, actions: readonly Action[]) => void
  /** Receives every fact after it evolved: the table to other processes, taps, status. */
  readonly heard: (key: string, fact: Fact, stamp: Stamp) => void
  readonly inboxMax: number
  /** After a failed write the key is asked again after this long. */
  readonly retryMs: number
}

interface Job<Input, Fact> {
  readonly input: Input
  readonly settled: Settled<Fact> | undefined
}

interface Cell<Hard, Soft, Input, Fact> {
  readonly key: string
  readonly due: Due
  state: State<Hard, Soft>
  writing: boolean
  /** What waits; undefined where nothing does: most of very many keys are at rest. */
  inbox: Job<Input, Fact>[] | undefined
}

/** What came of an input: what happened, and why the rest of it did not. */
interface Happened<Fact> {
  readonly facts: readonly Fact[]
  readonly hlc: Hlc
  readonly fault?: Fault
}

/** Runs one process for all its keys. */
export class Host<Hard, Soft, Input, Fact, Action extends Keyed, Config> {
  readonly #parts: HostParts<Hard, Soft, Input, Fact, Action, Config>
  readonly #cells = new Map<string, Cell<Hard, Soft, Input, Fact>>()
  /** Whose next input is to be decided; it is emptied at once when all are done. */
  #ready: Cell<Hard, Soft, Input, Fact>[] = []
  readonly #dues: Dues
  #draining = false
  #stopped = false

  constructor(parts: HostParts<Hard, Soft, Input, Fact, Action, Config>) {
    this.#parts = parts
    this.#dues = new Dues(parts.clock, (key) => this.post(key, parts.tick))
  }

  /** Hands in one input; `settled` is told what it led to. */
  post(key: string, input: Input, settled?: Settled<Fact>): void {
    const cell = this.#cell(key)
    if (this.#stopped) return this.#answer(settled, new Fault('CLOSED', 'this host has stopped'))
    const job = { input, settled }
    if (cell.inbox === undefined && !cell.writing && !this.#draining) {
      // Nothing waits anywhere, which is how most inputs find it.
      this.#draining = true
      this.#decide(cell, job)
      this.#draining = false
    } else if (cell.inbox === undefined) {
      cell.inbox = [job]
      if (!cell.writing) this.#ready.push(cell)
    } else if (cell.inbox.length < this.#parts.inboxMax) {
      cell.inbox.push(job)
    } else {
      const message = `inbox of ${key} is full (${this.#parts.inboxMax}); try again later`
      return this.#answer(settled, new Fault('TOO_BUSY', message))
    }
    this.#drain()
  }

  /** Evolves a fact read back from the journal; nothing is decided or done yet. */
  replay(key: string, fact: Fact, hlc: Hlc): void {
    const cell = this.#cell(key)
    cell.state = this.#parts.process.evolve(cell.state, fact, { hlc })
  }

  /** Takes a durable fact that another wrote, or whose writing was not answered. */
  take(key: string, fact: Fact, hlc: Hlc): void {
    const cell = this.#cell(key)
    const stamp = { hlc, mono: this.#parts.clock.mono() }
    cell.state = this.#parts.process.evolve(cell.state, fact, stamp)
    if (!cell.writing) this.#reconcile(cell)
    this.#parts.heard(key, fact, stamp)
  }

  /** Reconciles a key: after the replay, after an action's answer, or when asked by its owner. */
  reconcile(key: string): void {
    const cell = this.#cells.get(key)
    if (cell !== undefined && !cell.writing) this.#reconcile(cell)
  }

  /** The state of a key; the initial one where nothing happened yet. */
  state(key: string): State<Hard, Soft> {
    return this.#cells.get(key)?.state ?? this.#parts.process.initial(key)
  }

  /** Whether a key has a state: something was posted or replayed for it. */
  has(key: string): boolean {
    return this.#cells.has(key)
  }

  /** All keys that have a state. */
  keys(): IterableIterator<string> {
    return this.#cells.keys()
  }

  /** Decides nothing more; waiting inputs are answered CLOSED. */
  stop(): void {
    this.#stopped = true
    this.#dues.stop()
    const closed = new Fault('CLOSED', 'this host has stopped')
    for (const cell of this.#cells.values()) {
      for (const job of cell.inbox ?? []) this.#answer(job.settled, closed)
      cell.inbox = undefined
    }
  }

  #cell(key: string): Cell<Hard, Soft, Input, Fact> {
    const known = this.#cells.get(key)
    if (known !== undefined) return known
    const state = this.#parts.process.initial(key)
    const cell = { key, due: this.#dues.add(key), state, writing: false, inbox: undefined }
    this.#cells.set(key, cell)
    return cell
  }

  /** Works until nothing is ready; what `heard` posts meanwhile joins the same loop. */
  #drain(): void {
    if (this.#draining || this.#ready.length === 0) return
    this.#draining = true
    for (const cell of this.#ready) this.#step(cell)
    this.#ready = []
    this.#draining = false
  }

  #step(cell: Cell<Hard, Soft, Input, Fact>): void {
    const job = cell.writing ? undefined : cell.inbox?.shift()
    if (job !== undefined) this.#decide(cell, job)
  }

  #decide(cell: Cell<Hard, Soft, Input, Fact>, job: Job<Input, Fact>): void {
    const { process, clock, random, config, stamp, sink } = this.#parts
    const hlc = stamp(cell.key)
    const moment = { mono: clock.mono(), hlc, random, config }
    const facts = process.decide(cell.state, job.input, moment)
    if (!facts.some(sink.isDurable)) return this.#settle(cell, job, { facts, hlc })
    const seen = () => facts.filter((fact) => !sink.isDurable(fact))
    if (!sink.owns(cell.key)) return this.#settle(cell, job, { facts: seen(), hlc })
    cell.writing = true
    sink.append(cell.key, facts.filter(sink.isDurable), hlc, (fault) => {
      cell.writing = false
      if (fault === undefined) this.#settle(cell, job, { facts, hlc })
      else this.#settle(cell, job, { facts: seen(), hlc, fault })
      this.#drain()
    })
  }

  #settle(
    cell: Cell<Hard, Soft, Input, Fact>,
    job: Job<Input, Fact>,
    { facts, hlc, fault }: Happened<Fact>,
  ): void {
    const { process, clock, heard, retryMs } = this.#parts
    const stamp = { hlc, mono: clock.mono() }
    for (const fact of facts) cell.state = process.evolve(cell.state, fact, stamp)
    this.#free(cell)
    this.#reconcile(cell)
    if (fault !== undefined) this.#dues.set(cell.due, monoMs(clock.mono() + retryMs))
    for (const fact of facts) heard(cell.key, fact, stamp)
    this.#answer(job.settled, fault ?? facts)
  }

  /** A key is done with one input: it waits for its turn with the next, if there is one. */
  #free(cell: Cell<Hard, Soft, Input, Fact>): void {
    if (cell.inbox?.length === 0) cell.inbox = undefined
    if (cell.inbox !== undefined) this.#ready.push(cell)
  }

  #reconcile(cell: Cell<Hard, Soft, Input, Fact>): void {
    if (this.#stopped) return
    const { process, clock, config, want } = this.#parts
    const wanted = process.reconcile(cell.state, clock.mono(), config)
    this.#dues.set(cell.due, this.#notBefore(wanted.due))
    want(cell.key, wanted.actions)
  }

  /** A due that has passed already is asked for soon, but never at once: no process can spin. */
  #notBefore(due: MonoMs | undefined): MonoMs | undefined {
    if (due === undefined) return undefined
    return monoMs(Math.max(due, this.#parts.clock.mono() + tickGapMs))
  }

  #answer(settled: Settled<Fact> | undefined, outcome: readonly Fact[] | Fault): void {
    if (settled !== undefined) this.#parts.clock.soon(() => settled(outcome))
  }
}

/** A sink for processes without durable facts. */
export function noSink<Fact>(): FactSink<Fact> {
  return {
    isDurable: () => false,
    owns: () => true,
    append: (_key, _facts, _hlc, done) => done(undefined),
  }
}
