// The facts of a trace, read back from its lines.
import type { TraceLine } from '../world/trace.ts'

/** A fact that somebody's journal acknowledged. */
export interface TracedFact {
  readonly atMs: number
  readonly producer: string
  readonly kind: string
  /** Its fields. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Facts in the order in which they were acknowledged; those whose bodies are not told are left out. */
export const factsIn = (lines: readonly TraceLine[]): readonly TracedFact[] =>
  lines.flatMap(({ atMs, who, what, mark }) => {
    if (mark?.startsWith('fact ') !== true) return []
    const [, kind, body] = /^\w+ \d+\/\d+ (\S+) \S+ (\{.*\})$/s.exec(what) ?? []
    if (kind === undefined || body === undefined) return []
    return [{ atMs, producer: who, kind, body: JSON.parse(body) as TracedFact['body'] }]
  })
