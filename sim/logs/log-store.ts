// What a simulated server of logs keeps through its lives, and what a plan does to it: the real flaws of streams.
import type { Random } from '../../src/kernel/random.ts'
import { LogStream } from './log-stream.ts'

/** A thing that befalls the logs; `shard` where it is one log alone. */
export type LogsDeed =
  /** So many of the next entries are acknowledged and not kept. */
  | { readonly how: 'forget'; readonly entries: number; readonly shard?: number }
  /** Readers are told what was there when it began, writers find what is there; until `current`. */
  | { readonly how: 'stale' | 'current'; readonly shard?: number }
  /** It is removed, and another one is made. */
  | { readonly how: 'recreate'; readonly shard?: number }
  /** All entries are removed, and it goes on after them. */
  | { readonly how: 'purge'; readonly shard?: number }
  /** An older copy is restored, without so many of the last entries. */
  | { readonly how: 'roll-back'; readonly entries: number; readonly shard?: number }

/** How a deed is done. */
export type LogsHow = LogsDeed['how']

/** A log: its stream, what readers see of it, and how many entries are still to be forgotten. */
export interface KeptLog {
  readonly shard: number
  readonly stream: LogStream
  stale: LogStream | undefined
  forgetting: number
}

/** The logs of a server. */
export class LogStore {
  readonly #logs: readonly KeptLog[]

  /** `names` by shard. */
  constructor(names: readonly string[]) {
    this.#logs = names.map((name, shard) => ({
      shard,
      stream: new LogStream(name),
      stale: undefined,
      forgetting: 0,
    }))
  }

  /** A log by its name. */
  of(name: string): KeptLog | undefined {
    return this.#logs.find(({ stream }) => stream.name === name)
  }

  sync(): void {
    for (const { stream } of this.#logs) stream.sync()
  }

  /** Power is lost: of what was not synced some is gone; answers how many entries that had been acknowledged. */
  losePower(random: Random): number {
    return this.#logs.reduce((lost, { stream }) => {
      const entries = random.below(stream.unsynced + 1)
      stream.rollBack(entries)
      return lost + entries
    }, 0)
  }

  /** Whether any of them forgets, or shows readers what is past. */
  isTroubled(): boolean {
    return this.#logs.some(({ stale, forgetting }) => stale !== undefined || forgetting > 0)
  }

  /** Does what a plan says. */
  act(deed: LogsDeed): void {
    for (const log of this.#logs)
      if (deed.shard === undefined || deed.shard === log.shard) actOn(log, deed)
  }
}

function actOn(log: KeptLog, deed: LogsDeed): void {
  const { stream } = log
  switch (deed.how) {
    case 'forget':
      log.forgetting = deed.entries
      return
    case 'stale':
      log.stale ??= stream.copy()
      return
    case 'current':
      log.stale = undefined
      return
    case 'recreate':
      return stream.recreate()
    case 'purge':
      return stream.purge()
    case 'roll-back':
      return stream.rollBack(deed.entries)
  }
}
