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
  /** SHA-256 in hexadecimal: lines are hashed, many at once, upon what came before. */
  readonly digest: () => string
}

/** How many lines are hashed at once: whenever it is asked, the digest of the same lines is the same. */
const linesAtOnce = 256

/** An empty trace of a world whose time is `now`. */
export function createTrace(hash: Hash, now: () => number): Trace {
  const lines: TraceLine[] = []
  const utf8 = new TextEncoder()
  let chain = new Uint8Array(32)
  const upon = (some: readonly TraceLine[]): Uint8Array<ArrayBuffer> => {
    const text = utf8.encode(some.map((line) => `${textOf(line)}\n`).join(''))
    const both = new Uint8Array(chain.length + text.length)
    both.set(chain)
    both.set(text, chain.length)
    return Uint8Array.from(hash(both))
  }
  return {
    add: (who, what, mark) => {
      lines.push({ atMs: now(), who, what, mark })
      if (lines.length % linesAtOnce === 0) chain = upon(lines.slice(-linesAtOnce))
    },
    lines: () => lines,
    digest: () => toHex(upon(lines.slice(lines.length - (lines.length % linesAtOnce)))),
  }
}

/** A line for people. */
export const textOf = ({ atMs, who, what }: TraceLine): string =>
  `${atMs.toFixed(3)} ${who} ${what}`
