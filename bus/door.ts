// Doors of cloud and edge: what is refused there is counted, said once a minute at most, and never crashes.
import { quietTap, type Tap } from './tap.ts'

/** Where bytes or messages are turned away. */
export interface Door {
  /** Counts one refusal; `reason` is constant text. */
  readonly refuse: (reason: string, fields?: Readonly<Record<string, unknown>>) => void
  /** How often each reason was given. */
  readonly refused: () => Readonly<Record<string, number>>
}

/** A door that reports to a tap. */
export function openDoor(tap: Tap, mono: () => number): Door {
  const counts = new Map<string, number>()
  const quiet = quietTap(tap, mono)
  return {
    refuse: (reason, fields) => {
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
      quiet('warn', reason, fields)
    },
    refused: () => Object.fromEntries(counts),
  }
}
