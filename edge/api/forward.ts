// Requests handed on to the cluster's API: bounded in number, streamed at the reader's speed, given up when the path falls.
import type { Cancel, Clock } from '../../bus/clock.ts'
import { endToEnd, streamed, type Back, type Head } from '../../bus/handing-on.ts'
import type { HttpClient, HttpReply, HttpRequest } from '../../bus/http.ts'
import type { HttpWhole } from '../../bus/http-call.ts'
import { joinPipes } from '../../bus/join-pipes.ts'
import type { Pipe } from '../../bus/pipe.ts'
import { joined } from '../../src/kernel/bytes.ts'
import { statusAnswer } from '../../src/objects/answers/answer.ts'
import { failure } from '../../src/objects/answers/status.ts'
import { tooManyRequests } from '../../src/objects/answers/failures.ts'
import { sendAnswer } from './send.ts'
import type { ClusterPath } from './cluster-path.ts'

/** What forwarding stands on. */
export interface ForwarderParts {
  readonly clock: Clock
  readonly path: Pick<ClusterPath, 'suspect'>
  /** So many requests may be under way. */
  readonly inFlightMax: number
  /** After so long without an answer the path is looked at. */
  readonly suspectMs: number
  /** After so long without an answer a request is given up, though the path is good. */
  readonly answerMsMax: number
}

/** One request to hand on. */
export interface Errand {
  readonly request: HttpRequest
  readonly by: HttpClient
  /** Reads an answer whole before it goes back; absent where it is streamed. */
  readonly read?: ((whole: HttpWhole) => HttpWhole) | undefined
  /** No answer came: somebody else must give one. */
  readonly unanswered: () => void
}

interface Flight {
  readonly giveUp: () => void
}

/** Answers that are read whole are no larger; larger ones are streamed. */
const wholeBytesMax = 4 << 20

/** Hands on. */
export class Forwarder {
  readonly #parts: ForwarderParts
  readonly #flights = new Set<Flight>()

  constructor(parts: ForwarderParts) {
    this.#parts = parts
  }

  /** How many are under way. */
  get inFlight(): number {
    return this.#flights.size
  }

  /** The path has fallen: who waits is answered otherwise, and streams end, so that their readers come again. */
  fell(): void {
    for (const flight of [...this.#flights]) flight.giveUp()
  }

  /** Hands a request on, or says that too many are under way. */
  forward(errand: Errand, reply: HttpReply): void {
    const { inFlightMax } = this.#parts
    if (this.#flights.size < inFlightMax) return this.#fly(errand, reply)
    const why = `${inFlightMax} requests of this node are under way to the cluster: try again in a second`
    sendAnswer(statusAnswer(tooManyRequests(why, 1)), reply)
  }

  #fly({ request, by, read, unanswered }: Errand, reply: HttpReply): void {
    const { clock, path, suspectMs, answerMsMax } = this.#parts
    const timers: Cancel[] = []
    let back: Back | undefined
    let abort: Cancel = () => {}
    const over = () => {
      for (const cancel of timers) cancel()
      this.#flights.delete(flight)
    }
    const giveUp = () => {
      over()
      abort()
      if (back === undefined || !back.breakOff()) unanswered()
    }
    const flight: Flight = { giveUp }
    this.#flights.add(flight)
    timers.push(clock.after(suspectMs, () => path.suspect()))
    timers.push(
      clock.after(answerMsMax, () => {
        over()
        abort()
        sendAnswer(statusAnswer(tooLate(answerMsMax)), reply)
      }),
    )
    abort = by.request(request, {
      head: (status, headers, flow) => {
        for (const cancel of timers) cancel()
        const head = { status, headers: endToEnd(headers), flow }
        const gone = () => {
          over()
          abort()
        }
        back = read === undefined ? streamed(head, reply, gone) : whole(head, reply, read, gone)
      },
      chunk: (bytes) => back?.chunk(bytes),
      upgraded:
        reply.upgrade &&
        ((status, headers, far) => {
          for (const cancel of timers) cancel()
          back = changed(far, reply.upgrade?.(status, headers), over)
        }),
      end: (fault) => {
        if (!this.#flights.has(flight)) return
        over()
        if (fault !== undefined && back === undefined) path.suspect()
        if (back === undefined || !back.end(fault)) unanswered()
      },
    })
  }
}

const tooLate = (ms: number) =>
  failure(504, 'Timeout', `the cluster did not answer within ${ms} ms`)

/** Another protocol: bytes pass both ways until one side is done. */
function changed(far: Pipe, near: Pipe | undefined, over: () => void): Back {
  if (near === undefined) far.destroy()
  else joinPipes(near, far, over)
  const breakOff = (): boolean => {
    near?.destroy()
    far.destroy()
    return true
  }
  return { chunk: () => {}, end: () => true, breakOff }
}

/** Collects; what grows too large is streamed after all. */
function whole(
  head: Head,
  reply: HttpReply,
  read: (whole: HttpWhole) => HttpWhole,
  gone: () => void,
): Back {
  let parts: Uint8Array[] = []
  let length = 0
  let stream: Back | undefined
  return {
    chunk: (bytes) => {
      if (stream !== undefined) return stream.chunk(bytes)
      parts.push(bytes)
      length += bytes.length
      if (length <= wholeBytesMax) return
      stream = streamed(head, reply, gone)
      for (const part of parts) stream.chunk(part)
      parts = []
    },
    end: (fault) => {
      if (stream !== undefined) return stream.end(fault)
      if (fault !== undefined) return false
      const { status, headers, body } = read({ ...head, body: joined(parts) })
      const { 'content-length': _length, ...rest } = headers
      reply.send(status, rest, body)
      return true
    },
    breakOff: () => stream?.breakOff() ?? false,
  }
}
