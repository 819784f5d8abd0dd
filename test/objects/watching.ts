// Watches as a caller of the responder runs them: changes and the time go in, events come out.
import { monoMs, wallMs } from '../../src/kernel/time.ts'
import type { ReadAnswer } from '../../src/objects/read-answer.ts'
import { beginWatch, watchChange, watchTime } from '../../src/objects/watches/watch.ts'
import type { WatchStep } from '../../src/objects/watches/watch.ts'
import type { RecordedEvent } from '../golden/recorded.ts'

/** A running watch. */
export interface Watching {
  /** The events so far. */
  readonly events: () => readonly RecordedEvent[]
  /** Lets the time pass, in milliseconds since the watch began. */
  readonly at: (elapsedMs: number) => void
  readonly over: () => boolean
}

/** Runs the watch of an answer from `wall` on. */
export function watching(answer: ReadAnswer, wall: () => number): Watching {
  if (answer.is !== 'watch') throw new Error(`expected a watch, came ${answer.is}`)
  const { spec, collection } = answer
  let elapsedMs = 0
  let text = ''
  const now = () => ({ mono: monoMs(elapsedMs), wall: wallMs(wall()) })
  let step: WatchStep = beginWatch(spec, collection, now())
  const decoder = new TextDecoder()
  const taken = (next: WatchStep) => {
    step = next
    for (const line of step.lines) text += decoder.decode(line)
    if (step.over) cancel()
  }
  const cancel = collection.subscribe(spec.kind, (change) =>
    taken(watchChange(step.watch, change, now())),
  )
  taken(step)
  return {
    events: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as RecordedEvent),
    at: (toMs) => {
      while (!step.over && step.due <= toMs) {
        elapsedMs = step.due
        taken(watchTime(step.watch, collection.version(), now()))
      }
      elapsedMs = toMs
    },
    over: () => step.over,
  }
}
