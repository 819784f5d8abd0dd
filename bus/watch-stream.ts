// Runs a watch on a streamed answer: changes, time, a reader who is slow or leaves.
import type { Change } from '../src/objects/collection.ts'
import type { WatchAnswer } from '../src/objects/read-answer.ts'
import { beginWatch, watchChange, watchTime } from '../src/objects/watches/watch.ts'
import type { WatchStep } from '../src/objects/watches/watch.ts'
import type { Cancel, Clock } from './clock.ts'
import type { HttpReply } from './http.ts'

/** What running a watch takes. */
export interface WatchStreamParts {
  readonly clock: Clock
  /** So many bytes of changes a slow reader may be behind before his watch is ended. */
  readonly behindBytesMax: number
}

/** Streams the events of a watch until it is over or its reader has gone; ending it early is the caller's right. */
export function streamWatch(
  { clock, behindBytesMax }: WatchStreamParts,
  { spec, headers, collection }: WatchAnswer,
  reply: HttpReply,
  closed: () => void = () => undefined,
): Cancel {
  let timer: Cancel = () => undefined
  let armedFor: number | undefined
  let leave: Cancel = () => undefined
  const stop = () => {
    timer()
    leave()
  }
  const out = boundedWriter(reply, headers, () => {
    stop()
    closed()
  })
  const now = () => ({ mono: clock.mono(), wall: clock.wall() })
  let step: WatchStep = beginWatch(spec, collection, now())
  // What was there at the beginning is one answer, however large: a reader is behind with what comes after it.
  const allowedBytes = behindBytesMax + step.lines.reduce((sum, line) => sum + line.length, 0)
  const take = (next: WatchStep) => {
    step = next
    const isBehind = out.write(step.lines) > allowedBytes
    if (isBehind) out.forget()
    if (step.over || isBehind) {
      stop()
      out.end()
      return
    }
    arm(step.due)
  }
  // Most changes of a busy kind are not of this watch, and leave its timer alone.
  const arm = (due: number) => {
    if (armedFor === due) return
    armedFor = due
    timer()
    timer = clock.after(Math.max(0, due - clock.mono()), () => {
      armedFor = undefined
      take(watchTime(step.watch, collection.version(), now()))
    })
  }
  const hear = (change: Change) => take(watchChange(step.watch, change, now()))
  leave = collection.subscribe(spec.kind, hear, spec.pin)
  take(step)
  return () => {
    stop()
    out.end()
  }
}

/** Writes in order and keeps what a slow reader does not take yet. */
function boundedWriter(
  reply: HttpReply,
  headers: Readonly<Record<string, string>>,
  closed: () => void,
) {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let isFull = false
  let isEnding = false
  let isEnded = false
  const flush = () => {
    isFull = false
    let sent = 0
    for (const next of waiting) {
      if (isFull) break
      waitingBytes -= next.length
      isFull = !stream.write(next)
      sent += 1
    }
    if (sent > 0) waiting.splice(0, sent)
    if (!isEnding || isEnded || waiting.length > 0) return
    isEnded = true
    stream.end()
  }
  const stream = reply.stream(200, headers, { drained: flush, closed })
  return {
    /** Answers how many bytes wait. */
    write: (lines: readonly Uint8Array[]): number => {
      for (const line of lines) {
        waiting.push(line)
        waitingBytes += line.length
      }
      if (!isFull) flush()
      return waitingBytes
    },
    forget: () => {
      waiting = []
      waitingBytes = 0
    },
    end: () => {
      isEnding = true
      if (!isFull || waiting.length === 0) flush()
    },
  }
}
