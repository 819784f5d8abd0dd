// The legend: what each colour and shape of the timeline means.
import { drawShape } from './draw-track.ts'
import type { Tone } from './spans.ts'
import { element } from './xml.ts'
import type { Xml } from './xml.ts'

const entries: readonly (readonly [name: string, tones: readonly (readonly [Tone, string])[]])[] = [
  [
    'verdict',
    [
      ['healthy', 'healthy'],
      ['isolated', 'isolated'],
      ['failed', 'failed'],
    ],
  ],
  [
    'Kubernetes',
    [
      ['not-ready', 'Ready is not True'],
      ['tainted', 'tainted'],
    ],
  ],
  [
    'link',
    [
      ['linked', 'linked'],
      ['relayed', 'relayed, through a peer'],
      ['alone', 'alone'],
    ],
  ],
  [
    'trouble',
    [
      ['cut', 'cut'],
      ['parted', 'parted from a peer, or a poor link'],
      ['dead', 'process dead'],
      ['stalled', 'process stands still'],
      ['disk', 'bad disk'],
      ['clock', 'wrong clock'],
      ['site-cut', 'the cloud takes the site for cut'],
    ],
  ],
  [
    'ballots',
    [
      ['tally-alive', 'a peer tallied alive'],
      ['tally-dead', 'dead'],
      ['tally-open', 'open'],
    ],
  ],
  [
    'pods',
    [
      ['pod-placed', 'placed'],
      ['pod-ready', 'ready'],
      ['pod-unready', 'not ready any more'],
      ['pod-leaving', 'evicted'],
      ['pod-gone', 'gone'],
    ],
  ],
]

/** The legend of every report. */
export const legend = (): Xml =>
  element('div', { class: 'legend' }, [
    ...entries.map(([name, tones]) =>
      element('p', {}, [
        element('b', {}, [name]),
        ...tones.flatMap(([tone, means]) => [sample(name, tone), element('span', {}, [means])]),
      ]),
    ),
    element('p', {}, [
      element('b', {}, ['moments']),
      ...moment('agreed', 'the core agreed'),
      ...moment('found', 'a checker found something'),
    ]),
    element('p', { class: 'hint' }, ['Everything drawn tells its time and fact when pointed at.']),
  ])

const sample = (name: string, tone: Tone): Xml => {
  const isMark = name === 'ballots' || name === 'pods'
  const shape = isMark
    ? drawShape(tone, 11, 7)
    : element('rect', { x: 1, y: 2, width: 20, height: 10, rx: 2 })
  return element('svg', { width: 22, height: 14, 'aria-hidden': 'true' }, [
    element('g', { class: `${isMark ? 'mark' : 'span'} ${tone}` }, [shape]),
  ])
}

const moment = (name: string, means: string): readonly Xml[] => [
  element('svg', { width: 22, height: 14, 'aria-hidden': 'true' }, [
    element('g', { class: `moment ${name}` }, [element('line', { x1: 11, x2: 11, y1: 0, y2: 14 })]),
  ]),
  element('span', {}, [means]),
]
