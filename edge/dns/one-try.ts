// One try at one upstream server: over UDP, and over TCP where the answer did not fit.
import type { Cancel } from '../../bus/clock.ts'
import type { DatagramLine } from '../../bus/datagrams.ts'
import type { Address, Pipe } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { framed, frameReader } from './frames.ts'
import type { DnsPorts } from './ports.ts'
import { readFetched, writeInquiry } from './wire/fetched.ts'
import type { Fetched, Inquiry } from './wire/fetched.ts'

/** A question to one server, who has `tryMs` to answer it on each way. */
export interface Try {
  readonly to: Address
  readonly inquiry: Inquiry
  readonly withEdns: boolean
  readonly tryMs: number
}

/** Answers once, unless cancelled: undefined when nothing came in time. */
type Done = (fetched: Fetched | undefined) => void

/** Asks over UDP; an answer that was cut is asked for again over TCP, and counts as it is where that fails. */
export function askOnce(ports: DnsPorts, asked: Try, done: Done): Cancel {
  let cancel = askByDatagram(ports, asked, (cut) => {
    if (cut?.isTruncated !== true) return done(cut)
    cancel = askByStream(ports, asked, (whole) => done(whole ?? cut))
  })
  return () => cancel()
}

/** What both ways share: an end that comes once, by an answer, the time, or a cancel. */
interface Attempt {
  readonly bytes: Uint8Array
  readonly isOver: () => boolean
  /** Takes what came; anything but the answer to our question changes nothing. */
  readonly heard: (bytes: Uint8Array) => void
  readonly end: (fetched: Fetched | undefined) => void
  readonly cancel: Cancel
}

function attempt(ports: DnsPorts, asked: Try, close: () => void, done: Done): Attempt {
  const { inquiry, withEdns, tryMs } = asked
  const id = ports.random.below(65_536)
  let over = false
  const stop = (): void => {
    over = true
    cancelWait()
    close()
  }
  const end = (fetched: Fetched | undefined): void => {
    if (over) return
    stop()
    done(fetched)
  }
  const cancelWait = ports.clock.after(tryMs, () => end(undefined))
  return {
    bytes: writeInquiry(id, inquiry, withEdns),
    isOver: () => over,
    heard: (bytes) => {
      const fetched = readFetched(bytes, id, inquiry.question)
      if (fetched !== undefined) end(fetched)
    },
    end,
    cancel: () => {
      if (!over) stop()
    },
  }
}

/** Each question leaves from a port of its own: who cannot see it must guess port and id. */
function askByDatagram(ports: DnsPorts, asked: Try, done: Done): Cancel {
  let line: DatagramLine | undefined
  const one = attempt(ports, asked, () => line?.close(), done)
  const handlers = { heard: one.heard, failed: () => one.end(undefined) }
  ports.datagrams.dial(asked.to, handlers, (outcome) => {
    if (isFault(outcome)) return one.end(undefined)
    line = outcome
    if (one.isOver()) line.close()
    else line.send(one.bytes)
  })
  return one.cancel
}

function askByStream(ports: DnsPorts, asked: Try, done: Done): Cancel {
  let pipe: Pipe | undefined
  const one = attempt(ports, asked, () => pipe?.destroy(), done)
  ports.pipes.dial(asked.to, asked.tryMs, (outcome) => {
    if (isFault(outcome)) return one.end(undefined)
    pipe = outcome
    if (one.isOver()) return pipe.destroy()
    pipe.on({
      data: frameReader(one.heard),
      drained: () => {},
      ended: () => one.end(undefined),
      closed: () => one.end(undefined),
    })
    pipe.write(framed(one.bytes))
  })
  return one.cancel
}
