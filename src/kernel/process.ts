// A process: the pure rules of one key, in four functions.
import type { Random } from './random.ts'
import type { Hlc, MonoMs } from './time.ts'

/** What survives a restart and what may be forgotten. Durable facts touch only `hard`. */
export interface State<Hard, Soft> {
  readonly hard: Hard
  readonly soft: Soft
}

/** What `decide` may read besides state and input. */
export interface Moment<Config> {
  readonly mono: MonoMs
  readonly hlc: Hlc
  readonly random: Random
  readonly config: Config
}

/** When a fact happened. `mono` is there only while it is live, never in a replay. */
export interface Stamp {
  readonly hlc: Hlc
  readonly mono?: MonoMs
}

/** What a process wants done now, and when it wants to be asked again at the latest. */
export interface Wanted<Action> {
  readonly actions: readonly Action[]
  readonly due?: MonoMs
}

/** Something to be done: repeatable, one in flight per key; no longer wanted means cancelled. */
export interface Keyed {
  readonly kind: string
  readonly key: string
}

/** The rules of one key. Everything is pure and total: `decide` never throws on a valid state. */
export interface Process<Hard, Soft, Input, Fact, Action extends Keyed, Config> {
  readonly initial: (key: string) => State<Hard, Soft>
  readonly decide: (state: State<Hard, Soft>, input: Input, at: Moment<Config>) => readonly Fact[]
  readonly evolve: (state: State<Hard, Soft>, fact: Fact, stamp: Stamp) => State<Hard, Soft>
  readonly reconcile: (state: State<Hard, Soft>, at: MonoMs, config: Config) => Wanted<Action>
}
