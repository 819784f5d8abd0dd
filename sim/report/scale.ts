// The time axis: where a moment lies, and which moments are written down.
import type { Pace } from '../../src/health/config.ts'

/** A scale from time to pixels. */
export interface Scale {
  readonly x: (atMs: number) => number
  readonly widthPx: number
  readonly endMs: number
}

/** A moment of the axis and what is written there. */
export interface Tick {
  readonly atMs: number
  readonly label: string
}

const narrowestPx = 1_000
const pixelsASecond: Readonly<Record<Pace, number>> = { fast: 12, real: 1 }

/** Room for what is drawn at the end itself. */
const marginPx = 14

/** A scale for a run of that length; longer runs are wider. */
export function scaleOf(endMs: number, pace: Pace): Scale {
  const pxAMs = Math.max(pixelsASecond[pace] / 1_000, narrowestPx / Math.max(1, endMs))
  return { x: (atMs) => marginPx + atMs * pxAMs, widthPx: endMs * pxAMs + 2 * marginPx, endMs }
}

const stepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((s) => 1_000 * s)
const tickPx = 70

/** Whole steps, far enough from each other to be read. */
export function ticksOf({ x, endMs }: Scale): readonly Tick[] {
  const stepMs = stepsMs.find((ms) => x(ms) - x(0) >= tickPx) ?? 7_200_000
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, i) => ({
    atMs: i * stepMs,
    label: tellTick(i * stepMs),
  }))
}

function tellTick(ms: number): string {
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60]
  const seconds = String(Math.floor(ms / 1_000) % 60).padStart(2, '0')
  return hours === 0
    ? `${minutes}:${seconds}`
    : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
}
