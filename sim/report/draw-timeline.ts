// Draws the timeline: names at the left that stay, and beside them lanes over the time axis, which scroll.
import type { Finding } from '../checkers/checker.ts'
import { tellTime } from '../runs/tell-scenario.ts'
import { drawShape, drawTrack } from './draw-track.ts'
import { heights } from './rows.ts'
import type { GroupRow, LaneRow, Rows } from './rows.ts'
import { ticksOf } from './scale.ts'
import type { Scale } from './scale.ts'
import { element } from './xml.ts'
import type { Xml } from './xml.ts'

/** Moments that stand above all lanes. */
export interface Moments {
  readonly healMs: number
  readonly agreedMs: number | undefined
  readonly findings: readonly Finding[]
}

const namesPx = 172

/** The whole timeline. */
export const drawTimeline = (rows: Rows, scale: Scale, moments: Moments): Xml =>
  element('div', { class: 'timeline' }, [
    drawing('names', namesPx, rows.height, rows.groups.flatMap(drawNames)),
    element('div', { class: 'lanes', tabindex: 0 }, [
      drawing('time', scale.widthPx, rows.height, [
        hatching,
        ...drawPhases(rows, scale, moments),
        ...drawAxis(rows, scale),
        ...rows.groups.flatMap((group) => drawGroup(group, scale)),
        ...drawMoments(rows, scale, moments),
      ]),
    ]),
  ])

const drawing = (name: string, width: number, height: number, children: readonly Xml[]): Xml =>
  element(
    'svg',
    { class: name, width, height, viewBox: `0 0 ${Math.ceil(width)} ${height}`, role: 'img' },
    children,
  )

/** The stripes of what is cut. */
const hatching = element('defs', {}, [
  element(
    'pattern',
    {
      id: 'stripes',
      width: 6,
      height: 6,
      patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)',
    },
    [element('rect', { class: 'stripe', width: 2.5, height: 6 })],
  ),
])

const text = (name: string, x: number, y: number, said: string): Xml =>
  element('text', { class: name, x, y }, [said])

const drawNames = ({ name, y, lanes }: GroupRow): readonly Xml[] => [
  element('rect', { class: 'group', x: 0, y: y + 3, width: namesPx, height: heights.group - 6 }),
  text('group-name', 10, y + 16, name),
  ...lanes.flatMap((lane) => [
    text('lane-name', 10, lane.y + heights.gap / 2 + 9, shorten(lane.name)),
    ...lane.tracks.map(({ y: top, track }) => text('track-name', namesPx - 8, top + 9, track.name)),
  ]),
]

/** Names longer than their column are told whole on hovering the lane. */
const shorten = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name)

function drawPhases({ height }: Rows, { x, endMs }: Scale, { healMs }: Moments): readonly Xml[] {
  const healed = Math.min(healMs, endMs)
  const band = (phase: 'breaking' | 'healing', fromMs: number, toMs: number, said: string): Xml => {
    // The second phase is short: its name ends where it ends, and may begin before it.
    const nameX = phase === 'breaking' ? x(fromMs) + 6 : x(toMs) - 6
    return element('g', { class: `phase ${phase}` }, [
      element('title', {}, [`${tellTime(fromMs)} to ${tellTime(toMs)}: ${said}`]),
      element('rect', { x: x(fromMs), y: 0, width: x(toMs) - x(fromMs), height }),
      text('phase-name', nameX, 13, said),
    ])
  }
  return [
    band('breaking', 0, healed, 'anything may break'),
    ...(healed < endMs ? [band('healing', healed, endMs, 'must agree')] : []),
  ]
}

const drawAxis = ({ height }: Rows, scale: Scale): readonly Xml[] =>
  ticksOf(scale).flatMap(({ atMs, label }) => [
    element('line', {
      class: 'tick',
      x1: scale.x(atMs),
      x2: scale.x(atMs),
      y1: heights.axis - 5,
      y2: height,
    }),
    text('tick-name', scale.x(atMs), heights.axis - 9, label),
  ])

const drawGroup = ({ y, track, lanes }: GroupRow, scale: Scale): readonly Xml[] => [
  element('rect', {
    class: 'group',
    x: 0,
    y: y + 3,
    width: scale.widthPx,
    height: heights.group - 6,
  }),
  ...drawTrack({ y: y + 6.5, track }, scale),
  ...lanes.flatMap((lane) => drawLane(lane, scale)),
]

const drawLane = ({ y, height, tracks }: LaneRow, scale: Scale): readonly Xml[] => [
  element('line', {
    class: 'lane-end',
    x1: 0,
    x2: scale.widthPx,
    y1: y + height,
    y2: y + height,
  }),
  ...tracks.flatMap((track) => drawTrack(track, scale)),
]

function drawMoments(rows: Rows, { x }: Scale, moments: Moments): readonly Xml[] {
  const { agreedMs, findings } = moments
  const line = (name: string, atMs: number, title: string, more: readonly Xml[]): Xml =>
    element('g', { class: name }, [
      element('title', {}, [`${tellTime(atMs)}  ${title}`]),
      element('line', { x1: x(atMs), x2: x(atMs), y1: heights.axis - 4, y2: rows.height }),
      ...more,
    ])
  const agreed =
    agreedMs === undefined ? [] : [line('moment agreed', agreedMs, 'the core agreed', [])]
  return [
    ...agreed,
    ...findings.map(({ atMs, checker, what }) =>
      line('moment found', atMs, `${checker}: ${what}`, [
        drawShape('found', x(atMs), heights.axis - 4),
      ]),
    ),
  ]
}
