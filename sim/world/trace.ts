// The trace of a simulated world: a line for each thing that happened, and one digest of them all.
import { toHex } from '../../src/kernel/hex.ts'
import type { Hash } from '../keys.ts'

/** One thing that happened. */
export interface TraceLine {
  readonly atMs: number
  /** Whose doing: a producer, `kubernetes`, `plan`, a checker. */
  readonly who: string
  readonly what: string
  /** What kind of thing it was, such as `fact verdict-reached`; nothing where it is like none. */
  readonly mark: string | undefined
}

/** All of them, in order. */
export interface Trace {
  readonly add: (who: string, what: string, mark?: string) => void
  readonly lines: () => readonly TraceLine[]
  /** SHA-256 in hexadecimal, each line hashed upon what came before. */
  readonly digest: () => string
}

/** An empty trace of a world whose time is `now`. */
export function createTrace(hash: Hash, now: () => number): Trace {
  const lines: TraceLine[] = []
  const utf8 = new TextEncoder()
  let chain = new Uint8Array(32)
  return {
    add: (who, what, mark) => {
      const line = { atMs: now(), who, what, mark }
      lines.push(line)
      const text = utf8.encode(textOf(line))
      const both = new Uint8Array(chain.length + text.length)
      both.set(chain)
      both.set(text, chain.length)
      chain = Uint8Array.from(hash(both))
    },
    lines: () => lines,
    digest: () => toHex(chain),
  }
}

/** A line for people. */
export const textOf = ({ atMs, who, what }: TraceLine): string =>
  `${atMs.toFixed(3)} ${who} ${what}`
