// The rows of a timeline, one below the other: where each group, lane and track lies.
import type { Group } from './lane.ts'
import type { Track } from './spans.ts'

/** Heights, in pixels. */
export const heights = { axis: 40, group: 24, pitch: 15, bar: 11, gap: 9 } as const

/** A track and where its top is. */
export interface TrackRow {
  readonly y: number
  readonly track: Track
}

/** A lane: its tracks, from top to bottom. */
export interface LaneRow {
  readonly name: string
  readonly y: number
  readonly height: number
  readonly tracks: readonly TrackRow[]
}

/** A group: its headline and its lanes. */
export interface GroupRow {
  readonly name: string
  readonly y: number
  readonly track: Track
  readonly lanes: readonly LaneRow[]
}

/** All rows and how high they are together. */
export interface Rows {
  readonly groups: readonly GroupRow[]
  readonly height: number
}

/** Lays them out below the axis. */
export function rowsOf(groups: readonly Group[]): Rows {
  let y: number = heights.axis
  const take = (height: number): number => {
    y += height
    return y - height
  }
  const laid = groups.map(({ name, track, lanes }): GroupRow => ({
    name,
    track,
    y: take(heights.group),
    lanes: lanes.map((lane): LaneRow => {
      const height = lane.tracks.length * heights.pitch + heights.gap
      const top = take(height)
      const tracks = lane.tracks.map((each, i) => ({
        y: top + heights.gap / 2 + i * heights.pitch,
        track: each,
      }))
      return { name: lane.name, y: top, height, tracks }
    }),
  }))
  return { groups: laid, height: y + heights.gap }
}
