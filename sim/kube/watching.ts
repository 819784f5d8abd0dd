// Runs a watch on a streamed answer: changes, time, a reader who is slow or leaves.
import type { HttpReply } from '../../bus/http.ts'
import type { Cancel } from '../../bus/clock.ts'
import type { WatchAnswer } from '../../src/objects/read-answer.ts'
import { beginWatch, watchChange, watchTime } from '../../src/objects/watches/watch.ts'
import type { WatchStep } from '../../src/objects/watches/watch.ts'
import type { KubeContext } from './context.ts'

/** What a slow reader may fall behind before his watch is ended. */
const waitingBytesMax = 16 * 1024 * 1024

/** Streams the events of a watch until it is over or its reader has gone. */
export function streamWatch(
  { clock, store }: Pick<KubeContext, 'clock' | 'store'>,
  { spec, headers, collection }: WatchAnswer,
  reply: HttpReply,
): void {
  let timer: Cancel = () => undefined
  let leave: Cancel = () => undefined
  const stop = () => {
    timer()
    leave()
  }
  const out = boundedWriter(reply, headers, stop)
  const now = () => ({ mono: clock.mono(), wall: clock.wall() })
  let step: WatchStep = beginWatch(spec, collection, now())
  const take = (next: WatchStep) => {
    step = next
    timer()
    const isBehind = !out.write(step.lines)
    if (step.over || isBehind) {
      stop()
      out.end()
      return
    }
    timer = clock.after(Math.max(0, step.due - clock.mono()), () =>
      take(watchTime(step.watch, store.version(), now())),
    )
  }
  leave = collection.subscribe(spec.kind, (change) => take(watchChange(step.watch, change, now())))
  take(step)
}

/** Writes in order and keeps what a slow reader does not take yet; false when that is too much. */
function boundedWriter(
  reply: HttpReply,
  headers: Readonly<Record<string, string>>,
  closed: () => void,
) {
  const waiting: Uint8Array[] = []
  let waitingBytes = 0
  let isFull = false
  let isEnding = false
  const flush = () => {
    isFull = false
    while (waiting.length > 0 && !isFull) {
      const next = waiting.shift()
      if (next === undefined) break
      waitingBytes -= next.length
      isFull = !stream.write(next)
    }
    if (isEnding && waiting.length === 0) stream.end()
  }
  const stream = reply.stream(200, headers, { drained: flush, closed })
  return {
    write: (lines: readonly Uint8Array[]): boolean => {
      for (const line of lines) {
        waiting.push(line)
        waitingBytes += line.length
      }
      if (!isFull) flush()
      return waitingBytes <= waitingBytesMax
    },
    end: () => {
      isEnding = true
      if (waitingBytes > waitingBytesMax) waiting.length = 0
      if (!isFull || waiting.length === 0) flush()
    },
  }
}
