// What a transport has taken and not yet handed on: bounded in bytes, each answered exactly once.
import { Fault } from '../src/kernel/fault.ts'
import type { Clock } from './clock.ts'

/** How a publish ended: undefined, or why not. */
export type Done = (fault: Fault | undefined) => void

/** What a transport lets wait unless told otherwise. */
export const outboxBytesMax = 4 * 1024 * 1024

/** What a message holds besides its bytes. */
const messageBytes = 128

/** Bytes on their way out. */
export interface Outbox {
  /** Takes a message: the function to call when it was handed on, or FULL. */
  readonly take: (bytes: number, done: Done | undefined) => Done | Fault
  /** Answers all that is still out with a fault. */
  readonly fail: (fault: Fault) => void
}

/** An empty outbox that holds at most `bytesMax`; one message always fits. */
export function createOutbox(clock: Pick<Clock, 'soon'>, bytesMax: number): Outbox {
  const out = new Set<Done>()
  let held = 0
  const take = (payloadBytes: number, done: Done | undefined): Done | Fault => {
    const bytes = payloadBytes + messageBytes
    if (held > 0 && held + bytes > bytesMax)
      return new Fault(
        'FULL',
        `expected at most ${bytesMax} bytes on their way, got ${held + bytes}`,
      )
    held += bytes
    const settle: Done = (fault) => {
      if (!out.delete(settle)) return
      held -= bytes
      if (done !== undefined) clock.soon(() => done(fault))
    }
    out.add(settle)
    return settle
  }
  const fail = (fault: Fault): void => {
    for (const settle of [...out]) settle(fault)
  }
  return { take, fail }
}
