// Spans and marks: what a timeline shows, before anything is drawn.
import { tellTime } from '../runs/tell-scenario.ts'

/** What something is, as its colour shows. */
export type Tone =
  | 'cut'
  | 'parted'
  | 'dead'
  | 'stalled'
  | 'disk'
  | 'clock'
  | 'linked'
  | 'relayed'
  | 'alone'
  | 'healthy'
  | 'isolated'
  | 'failed'
  | 'site-cut'
  | 'not-ready'
  | 'tainted'
  | 'tally-alive'
  | 'tally-dead'
  | 'tally-open'
  | 'pod-placed'
  | 'pod-ready'
  | 'pod-unready'
  | 'pod-leaving'
  | 'pod-gone'
  | 'found'

/** What is so from some time on, until the next change; without a tone it is nothing to show. */
export interface Change {
  readonly atMs: number
  readonly tone?: Tone
  /** A word or two, to be written on it. */
  readonly label?: string
  /** The whole fact. */
  readonly what?: string
}

/** A stretch of time in which something was so. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly tone: Tone
  readonly label: string
  readonly title: string
  /** How much of its height is filled, from 0 to 1; all where left out. */
  readonly level?: number
}

/** Something that happened at a moment. */
export interface Mark {
  readonly atMs: number
  readonly tone: Tone
  readonly title: string
}

/** A row of a timeline. */
export interface Track {
  readonly name: string
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
}

/** The spans between changes, which are in order; a change to the same is none. */
export function spansOf(changes: readonly Change[], endMs: number): readonly Span[] {
  const kept = changes.filter((change, i) => !isSame(change, changes[i - 1]))
  return kept.flatMap((change, i): readonly Span[] => {
    const { atMs: fromMs, tone, label = '', what = label } = change
    const toMs = Math.min(endMs, kept[i + 1]?.atMs ?? endMs)
    if (tone === undefined || toMs < fromMs) return []
    return [{ fromMs, toMs, tone, label, title: `${tellSpan(fromMs, toMs)}\n${what}` }]
  })
}

/** A mark, with its time in its title. */
export const markOf = (atMs: number, tone: Tone, what: string): Mark => ({
  atMs,
  tone,
  title: `${tellTime(atMs)}  ${what}`,
})

/** A track of marks alone. */
export const markTrack = (name: string, marks: readonly Mark[]): Track => ({
  name,
  spans: [],
  marks,
})

/** A track of spans alone. */
export const spanTrack = (name: string, spans: readonly Span[]): Track => ({
  name,
  spans,
  marks: [],
})

/** Whether a track shows anything. */
export const hasAnything = ({ spans, marks }: Track): boolean => spans.length + marks.length > 0

const isSame = (a: Change, b: Change | undefined): boolean =>
  b !== undefined && a.tone === b.tone && a.label === b.label && a.what === b.what

const tellSpan = (fromMs: number, toMs: number): string =>
  `${tellTime(fromMs)} to ${tellTime(toMs)}, ${((toMs - fromMs) / 1_000).toFixed(1)} s`
