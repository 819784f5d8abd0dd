// What a timeline is made of: groups of lanes, each a row of tracks, and what they are made from.
import type { TraceLine } from '../world/trace.ts'
import type { TracedFact } from './fact-lines.ts'
import type { Track } from './spans.ts'
import type { Done } from './trouble.ts'

/** A lane: a node, the cloud or Kubernetes, with a track for each thing there is to say of it. */
export interface Lane {
  readonly name: string
  readonly tracks: readonly Track[]
}

/** Lanes that belong together: the mainland, or a site. */
export interface Group {
  readonly name: string
  /** What is said of all of them: cuts of the site. */
  readonly track: Track
  readonly lanes: readonly Lane[]
}

/** What lanes are made from. */
export interface Told {
  readonly done: readonly Done[]
  readonly lines: readonly TraceLine[]
  readonly facts: readonly TracedFact[]
  readonly endMs: number
  /** How many pods there should be. */
  readonly pods: number
}
