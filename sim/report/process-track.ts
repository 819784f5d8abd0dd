// The track of a process: when it was dead, and when it stood still.
import type { Target } from '../plans/step.ts'
import type { TraceLine } from '../world/trace.ts'
import { spansOf, spanTrack } from './spans.ts'
import type { Change, Track } from './spans.ts'
import { stallsOf } from './trouble.ts'
import type { Told } from './lane.ts'

/** What a process is called in a trace, and in a plan. */
export interface Named {
  readonly who: string
  readonly what: Target
}

/** The track of the process. */
export function processTrack(
  name: string,
  { who, what }: Named,
  { done, lines, endMs }: Pick<Told, 'done' | 'lines' | 'endMs'>,
): Track {
  const changes = lines
    .filter((line) => line.who === who)
    .flatMap(({ atMs, what: said }): readonly Change[] => {
      if (said === 'began') return [{ atMs }]
      if (said.startsWith('killed, '))
        return [{ atMs, tone: 'dead', label: 'dead', what: `${name} ${said}` }]
      if (!said.startsWith('ended by itself')) return []
      return [{ atMs, tone: 'dead', label: 'ended by itself', what: `${name} ${said}` }]
    })
  return spanTrack(name, [...stallsOf(done, what, endMs), ...spansOf(changes, endMs)])
}

/** When a process ended. */
export const endsOf = (lines: readonly TraceLine[], who: string): readonly number[] =>
  lines
    .filter((line) => line.who === who)
    .filter(({ what }) => what.startsWith('killed, ') || what.startsWith('ended by itself'))
    .map(({ atMs }) => atMs)
