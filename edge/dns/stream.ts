// One client's DNS connection: queries in, answers out in any order, and silence ends it.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Pipe } from '../../bus/pipe.ts'
import type { TcpConfig } from './config.ts'
import { framed, frameReader } from './frames.ts'
import type { Respond } from './responder.ts'
import { messageBytesMax } from './wire/codes.ts'
import type { Way } from './wire/finish.ts'

/** What a connection stands on. */
export interface StreamParts {
  readonly clock: Clock
  readonly config: TcpConfig
  readonly respond: Respond
}

const way: Way = { bytesMax: messageBytesMax, isDatagram: false }

/** Serves until the client ends, breaks off, or says nothing for too long; `gone` comes once. */
export function serveStream(parts: StreamParts, pipe: Pipe, gone: () => void): void {
  const stream = new Stream(parts, pipe)
  pipe.on({
    data: frameReader((query) => stream.take(query)),
    drained: () => stream.drained(),
    ended: () => stream.ended(),
    closed: () => {
      stream.closed()
      gone()
    },
  })
}

class Stream {
  readonly #parts: StreamParts
  readonly #pipe: Pipe
  /** Queries that wait until fewer are looked up, or the client reads. */
  readonly #queries: Uint8Array[] = []
  #asking = 0
  #isFull = false
  #hasEnded = false
  #isClosed = false
  #cancelIdle: Cancel

  constructor(parts: StreamParts, pipe: Pipe) {
    this.#parts = parts
    this.#pipe = pipe
    this.#cancelIdle = this.#waitIdle()
  }

  take(query: Uint8Array): void {
    this.#queries.push(query)
    this.#stir()
    this.#pump()
  }

  drained(): void {
    this.#isFull = false
    this.#pump()
  }

  ended(): void {
    this.#hasEnded = true
    this.#pump()
  }

  closed(): void {
    this.#isClosed = true
    this.#queries.length = 0
    this.#cancelIdle()
  }

  /** Answers what may be answered; reads on only when nothing is left waiting. */
  #pump(): void {
    const isFree = (): boolean => !this.#isFull && this.#asking < this.#parts.config.askingMax
    while (!this.#isClosed && isFree()) {
      const query = this.#queries.shift()
      if (query === undefined) break
      this.#answer(query)
    }
    if (this.#queries.length > 0) this.#pipe.pause()
    else this.#pipe.resume()
    if (this.#hasEnded && this.#asking === 0 && this.#queries.length === 0) this.#pipe.end()
  }

  #answer(query: Uint8Array): void {
    const response = this.#parts.respond(query, way)
    if (response === undefined) return this.#pipe.destroy()
    if (typeof response !== 'function') return this.#write(response)
    this.#asking += 1
    response((answer) => {
      this.#asking -= 1
      if (this.#isClosed) return
      this.#write(answer)
      this.#stir()
      this.#pump()
    })
  }

  #write(answer: Uint8Array): void {
    if (!this.#pipe.write(framed(answer))) this.#isFull = true
  }

  #stir(): void {
    this.#cancelIdle()
    this.#cancelIdle = this.#waitIdle()
  }

  /** Who neither asks nor reads is let go; who waits for an answer is not. */
  #waitIdle(): Cancel {
    const { clock, config } = this.#parts
    return clock.after(config.idleMs, () => {
      if (this.#asking > 0) this.#cancelIdle = this.#waitIdle()
      else this.#pipe.destroy()
    })
  }
}
