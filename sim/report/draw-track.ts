// Draws a track: its spans as bars, its marks as small shapes; what each means is told on hovering.
import { heights } from './rows.ts'
import type { TrackRow } from './rows.ts'
import type { Scale } from './scale.ts'
import type { Mark, Span, Tone } from './spans.ts'
import { element } from './xml.ts'
import type { Xml } from './xml.ts'

/** A track's shapes. */
export const drawTrack = ({ y, track }: TrackRow, scale: Scale): readonly Xml[] => [
  ...track.spans.map((span) => drawSpan(span, y, scale)),
  ...gathered(track.marks, scale).map((mark) => drawMark(mark, y, scale)),
]

const titled = (title: string): Xml => element('title', {}, [title])

/** What is so nearly always has no word on it. */
const usual: ReadonlySet<Tone> = new Set(['linked', 'healthy', 'pod-ready'])

const narrowestPx = 2
const letterPx = 5.4

function drawSpan(span: Span, y: number, { x }: Scale): Xml {
  const { fromMs, toMs, tone, label, title, level = 1 } = span
  const width = Math.max(narrowestPx, x(toMs) - x(fromMs))
  const height = heights.bar * level
  const shape = { x: x(fromMs), y: y + heights.bar - height, width, height, rx: level < 1 ? 0 : 2 }
  const fits = !usual.has(tone) && label.length * letterPx + 8 <= width
  const word = element('text', { x: x(fromMs) + 4, y: y + heights.bar - 2.5 }, [label])
  return element('g', { class: `span ${tone}` }, [
    titled(title),
    element('rect', shape),
    ...(fits ? [word] : []),
  ])
}

const nearPx = 4

/** Marks of one kind that lie upon each other become one that tells of all. */
function gathered(marks: readonly Mark[], { x }: Scale): readonly Mark[] {
  const kept: Mark[] = []
  for (const mark of marks) {
    const at = kept.findLastIndex(({ tone }) => tone === mark.tone)
    const last = kept[at]
    if (last === undefined || x(mark.atMs) - x(last.atMs) > nearPx) kept.push(mark)
    else kept[at] = { ...last, title: `${last.title}\n${mark.title}` }
  }
  return kept
}

const drawMark = ({ atMs, tone, title }: Mark, y: number, { x }: Scale): Xml =>
  element('g', { class: `mark ${tone}` }, [
    titled(title),
    drawShape(tone, x(atMs), y + heights.bar / 2),
  ])

/** Ballots are round, pods are square; who leaves or is wrong stands out. */
export function drawShape(tone: Tone, x: number, y: number): Xml {
  if (tone.startsWith('tally-')) return element('circle', { cx: x, cy: y, r: 4 })
  if (tone === 'pod-leaving')
    return element('path', {
      d: pathOf(x, y, [
        [0, -6],
        [6, 5],
        [-6, 5],
      ]),
    })
  if (tone === 'found')
    return element('path', {
      d: pathOf(x, y, [
        [0, -6],
        [6, 0],
        [0, 6],
        [-6, 0],
      ]),
    })
  return element('rect', { x: x - 3, y: y - 3, width: 6, height: 6 })
}

const pathOf = (x: number, y: number, corners: readonly (readonly [number, number])[]): string => {
  const round = (value: number): string => String(Math.round(100 * value) / 100)
  return `M${corners.map(([dx, dy]) => `${round(x + dx)} ${round(y + dy)}`).join('L')}Z`
}
