// One end of a pipe made of frames: whoever carries the frames in order gives half-close, back-pressure and resets.
// W. A sender may have `windowBytes` out that the receiver's handler has not taken; then `write` answers false.
import { Fault } from '../src/kernel/fault.ts'
import type { Clock } from './clock.ts'
import type { Pipe, PipeHandlers } from './pipe.ts'

/** What travels between two ends, in order. */
export type PipeFrame =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'taken'; readonly count: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'reset' }

/** An end: the pipe for its owner, and what its carrier hands in. */
export interface PipeEnd {
  readonly pipe: Pipe
  readonly receive: (frame: PipeFrame) => void
  /** The carrier is gone: the pipe closes with this fault. */
  readonly fail: (fault: Fault) => void
}

const windowBytes = 64 * 1024

interface State {
  readonly clock: Pick<Clock, 'soon'>
  readonly send: (frame: PipeFrame) => void
  readonly gone: () => void
  readonly inbox: PipeFrame[]
  handlers: PipeHandlers | undefined
  paused: boolean
  pumping: boolean
  /** Bytes sent and not yet taken by the other side. */
  out: number
  full: boolean
  sentEnd: boolean
  heardEnd: boolean
  closed: boolean
  fault: Fault | undefined
}

/** An open end whose frames go out through `send`; `gone` says that no more will. */
export function createPipeEnd(
  clock: Pick<Clock, 'soon'>,
  send: (frame: PipeFrame) => void,
  gone: () => void = () => {},
): PipeEnd {
  const state: State = {
    clock,
    send,
    gone,
    inbox: [],
    handlers: undefined,
    paused: false,
    pumping: false,
    out: 0,
    full: false,
    sentEnd: false,
    heardEnd: false,
    closed: false,
    fault: undefined,
  }
  return {
    pipe: pipeOf(state),
    receive: (frame) => receive(state, frame),
    fail: (fault) => {
      if (!isWhole(state)) close(state, fault)
    },
  }
}

/** Whether both directions have ended, though the owner may not have read all of it yet. */
const isWhole = ({ sentEnd, heardEnd, inbox }: State): boolean =>
  sentEnd && (heardEnd || inbox.some((frame) => frame.kind === 'ended'))

const pipeOf = (state: State): Pipe => ({
  write: (bytes) => write(state, bytes),
  end: () => {
    if (state.closed || state.sentEnd) return
    state.sentEnd = true
    state.send({ kind: 'ended' })
    closeWhenOver(state)
  },
  destroy: () => {
    if (state.closed) return
    state.send({ kind: 'reset' })
    close(state, undefined)
  },
  pause: () => {
    state.paused = true
  },
  resume: () => {
    state.paused = false
    pump(state)
  },
  on: (handlers) => {
    state.handlers = handlers
    if (state.closed) state.clock.soon(() => handlers.closed(state.fault))
    else pump(state)
  },
})

function write(state: State, bytes: Uint8Array): boolean {
  if (state.closed || state.sentEnd) return false
  state.out += bytes.length
  state.full ||= state.out > windowBytes
  state.send({ kind: 'data', bytes: bytes.slice() })
  return !state.full
}

function receive(state: State, frame: PipeFrame): void {
  if (state.closed) return
  if (frame.kind === 'reset')
    return close(state, new Fault('UNREACHABLE', 'expected an open pipe, the other side reset it'))
  if (frame.kind === 'taken') return taken(state, frame.count)
  state.inbox.push(frame)
  pump(state)
}

function taken(state: State, count: number): void {
  state.out -= count
  if (!state.full || state.out > windowBytes / 2) return
  state.full = false
  state.clock.soon(() => {
    if (!state.closed) state.handlers?.drained()
  })
}

/** Hands on one frame a turn, as long as the owner reads. */
function pump(state: State): void {
  if (state.pumping || state.paused || state.handlers === undefined || state.inbox.length === 0)
    return
  state.pumping = true
  state.clock.soon(() => {
    state.pumping = false
    if (state.closed || state.paused) return
    const frame = state.inbox.shift()
    if (frame !== undefined) hand(state, frame)
    pump(state)
  })
}

function hand(state: State, frame: PipeFrame): void {
  if (frame.kind === 'data') {
    state.send({ kind: 'taken', count: frame.bytes.length })
    state.handlers?.data(frame.bytes)
    return
  }
  state.heardEnd = true
  state.handlers?.ended()
  closeWhenOver(state)
}

function closeWhenOver(state: State): void {
  if (state.sentEnd && state.heardEnd) close(state, undefined)
}

function close(state: State, fault: Fault | undefined): void {
  if (state.closed) return
  state.closed = true
  state.fault = fault
  state.inbox.length = 0
  state.gone()
  const { handlers } = state
  if (handlers !== undefined) state.clock.soon(() => handlers.closed(fault))
}
