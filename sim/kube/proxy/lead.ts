// One request led to an endpoint, and its answer led back: given up where nothing comes for too long.
import type { Cancel, Clock } from '../../../bus/clock.ts'
import { endToEnd, streamed, type Back } from '../../../bus/handing-on.ts'
import type { HttpClient, HttpReply, HttpRequest } from '../../../bus/http.ts'
import type { Address } from '../../../bus/pipe.ts'
import { Fault } from '../../../src/kernel/fault.ts'

/** What leading stands on. */
export interface LeadPorts {
  readonly clock: Clock
  /** Speaks to whoever listens at an address. */
  readonly clientOf: (at: Address) => HttpClient
}

/** One request on its way. */
export interface Errand {
  readonly request: HttpRequest
  readonly at: Address
  readonly reply: HttpReply
  /** An endpoint that says nothing for so long is given up. */
  readonly silenceMs: number
  /** No answer came, and the reply is still to be given. */
  readonly unanswered: (fault: Fault) => void
  /** Called once, at the end. */
  readonly over: () => void
}

/** Leads; what it answers breaks it off. */
export function lead({ clock, clientOf }: LeadPorts, errand: Errand): Cancel {
  const { request, at, reply, silenceMs, unanswered, over } = errand
  let back: Back | undefined
  let isOver = false
  let unwatch: Cancel = () => undefined
  let abort: Cancel = () => undefined
  const finish = (): boolean => {
    if (isOver) return false
    isOver = true
    unwatch()
    over()
    return true
  }
  const giveUp = (fault: Fault): void => {
    if (!finish()) return
    abort()
    if (back === undefined) unanswered(fault)
    else back.breakOff()
  }
  const alive = (): void => {
    unwatch()
    const late = new Fault('TIMEOUT', `expected it to say something within ${silenceMs} ms`)
    unwatch = clock.after(silenceMs, () => giveUp(late))
  }
  alive()
  abort = clientOf(at).request(request, {
    head: (status, headers, flow) => {
      const gone = (): void => {
        if (finish()) abort()
      }
      back = streamed({ status, headers: endToEnd(headers), flow }, reply, gone)
      alive()
    },
    chunk: (bytes) => {
      alive()
      back?.chunk(bytes)
    },
    end: (fault) => {
      if (!finish()) return
      if (back !== undefined) back.end(fault)
      else unanswered(fault ?? new Fault('UNREACHABLE', 'expected an answer, it closed without'))
    },
  })
  return () => giveUp(new Fault('CLOSED', 'the proxy stops'))
}
