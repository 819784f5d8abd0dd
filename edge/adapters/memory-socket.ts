// Local sockets inside one process: the reference of what a local socket does.
import type { Clock } from '../../bus/clock.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Answering, AskLocal, DoorBounds, LocalSocket } from '../ipam/local-socket.ts'

interface Door {
  readonly bounds: DoorBounds
  readonly answer: Answering
  /** Those who wait for an answer. */
  readonly callers: Set<(outcome: Fault) => void>
}

/** A machine of its own: who listens here is asked here. */
export interface MemorySocket extends LocalSocket {
  readonly ask: AskLocal
}

/** A machine on which nobody listens yet. */
export function createMemorySocket(clock: Clock): MemorySocket {
  const doors = new Map<string, Door>()
  return {
    listen: (path, bounds, answer, done) => {
      if (doors.has(path)) return clock.soon(() => done(taken(path)))
      const door = { bounds, answer, callers: new Set<(outcome: Fault) => void>() }
      doors.set(path, door)
      const close = (closed: () => void): void => {
        doors.delete(path)
        for (const end of door.callers) end(new Fault('UNREACHABLE', `${path} was closed`))
        clock.soon(closed)
      }
      clock.soon(() => done({ close }))
    },
    ask: (path, question, timeoutMs, done) =>
      clock.soon(() => {
        const door = doors.get(path)
        if (door === undefined) done(new Fault('REFUSED', `nobody listens at ${path}`))
        else askDoor({ clock, door, timeoutMs }, question, done)
      }),
  }
}

interface Asking {
  readonly clock: Clock
  readonly door: Door
  readonly timeoutMs: number
}

function askDoor(
  { clock, door, timeoutMs }: Asking,
  question: Uint8Array,
  done: (outcome: Uint8Array | Fault) => void,
): void {
  const { bounds, answer, callers } = door
  const end = (outcome: Uint8Array | Fault): void => {
    if (!callers.delete(end)) return
    cancel()
    clock.soon(() => done(outcome))
  }
  callers.add(end)
  const cancel = clock.after(timeoutMs, () => end(new Fault('TIMEOUT', 'no answer in time')))
  const isBusy = callers.size > bounds.callersMax
  const isLong = question.length > bounds.lineBytesMax
  if (isBusy) answer(new Fault('TOO_BUSY', 'expected fewer callers at once'), end)
  else if (isLong) answer(new Fault('TOO_LARGE', 'expected a shorter line'), end)
  else answer(question.slice(), end)
}

const taken = (path: string): Fault =>
  new Fault('PORT_IN_USE', `expected ${path} to be free, another process answers there: stop it`)
