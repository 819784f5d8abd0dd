// Messages of several peers on their way to the cloud: each within its own bounds, one at a time, in turn.
import type { NodeId } from '../src/kernel/ids.ts'

/** A message and its subject. */
export interface Waiting {
  readonly subject: string
  readonly bytes: Uint8Array
}

/** How much of one peer may wait; one message always may. */
export interface QueueBounds {
  readonly bytesMax: number
  readonly messagesMax: number
}

/** Sends one message; `done` comes once, whatever became of it. */
export type SendOne = (message: Waiting, done: () => void) => void

/** The queue. While one message is on its way, all others wait: nobody fills the transport for others. */
export class FairQueue {
  readonly #bounds: QueueBounds
  readonly #send: SendOne
  /** In the order of their turns. */
  readonly #waiting = new Map<NodeId, Waiting[]>()
  #life = 0
  #busy = false

  constructor(bounds: QueueBounds, send: SendOne) {
    this.#bounds = bounds
    this.#send = send
  }

  /** Takes a message of a peer; false when the peer is beyond its bounds. */
  put(of: NodeId, message: Waiting): boolean {
    const own = this.#waiting.get(of) ?? []
    if (!this.#fits(own, message)) return false
    own.push(message)
    this.#waiting.set(of, own)
    this.#next()
    return true
  }

  /** Forgets what waits for one peer. */
  drop(of: NodeId): void {
    this.#waiting.delete(of)
  }

  /** Forgets everything, also what is on its way. */
  clear(): void {
    this.#waiting.clear()
    this.#life += 1
    this.#busy = false
  }

  #fits(own: readonly Waiting[], message: Waiting): boolean {
    const bytes = own.reduce((sum, one) => sum + one.bytes.length, message.bytes.length)
    const { bytesMax, messagesMax } = this.#bounds
    return own.length === 0 || (own.length < messagesMax && bytes <= bytesMax)
  }

  #next(): void {
    const [turn] = this.#waiting
    if (this.#busy || turn === undefined) return
    const [of, own] = turn
    const message = own.shift()
    this.#waiting.delete(of)
    if (own.length > 0) this.#waiting.set(of, own)
    if (message === undefined) return this.#next()
    const life = this.#life
    this.#busy = true
    this.#send(message, () => {
      if (life !== this.#life) return
      this.#busy = false
      this.#next()
    })
  }
}
