// One connection through the relay: two sockets, and bytes that pass only where no cut is.
import { connect, type Socket } from 'node:net'
import type { Passage } from './plan.ts'

const pass: Passage = { forth: true, back: true, reset: false }

/** Two joined sockets. A silent cut stops reading: nothing passes, nothing closes, as when packets vanish. */
export class Carried {
  readonly #near: Socket
  readonly #to: { readonly host: string; readonly port: number }
  readonly #gone: () => void
  /** What came before the target was dialled: read on, so that a caller who gives up is noticed. */
  readonly #early: Buffer[] = []
  #far: Socket | undefined
  #passage: Passage = pass
  #ended = false

  constructor(near: Socket, to: { host: string; port: number }, gone: () => void) {
    this.#near = near
    this.#to = to
    this.#gone = gone
    near.on('error', () => {})
    near.on('data', (bytes: Buffer) => {
      if (this.#far === undefined) this.#early.push(bytes)
    })
    near.on('end', () => {
      if (this.#far === undefined) this.destroy()
    })
    near.on('close', () => this.#closed())
  }

  /** Applies what may pass now; dials the target as soon as anything may. */
  apply(passage: Passage): void {
    this.#passage = passage
    if (passage.reset && (!passage.forth || !passage.back)) return this.destroy()
    if (this.#far === undefined && (passage.forth || passage.back)) this.#dial()
    this.#flow()
  }

  /** Ends both sides at once. */
  destroy(): void {
    this.#ended = true
    this.#near.destroy()
    this.#far?.destroy()
    this.#gone()
  }

  #dial(): void {
    const far = connect({ ...this.#to, allowHalfOpen: true })
    this.#far = far
    far.setNoDelay(true)
    far.on('error', () => {})
    far.on('close', () => this.#closed())
    for (const bytes of this.#early.splice(0)) far.write(bytes)
    join(this.#near, far, () => this.#passage.forth)
    join(far, this.#near, () => this.#passage.back)
  }

  #flow(): void {
    if (this.#far === undefined) return
    set(this.#near, this.#passage.forth)
    set(this.#far, this.#passage.back)
    if (this.#passage.forth && this.#passage.back) this.#closed()
  }

  /** A close is noticed by the other side only while the link is whole. */
  #closed(): void {
    const whole = this.#passage.forth && this.#passage.back
    const over = this.#near.destroyed || this.#far?.destroyed === true
    if (!this.#ended && over && whole) this.destroy()
  }
}

function set(socket: Socket, flowing: boolean): void {
  if (flowing) socket.resume()
  else socket.pause()
}

/** Copies from one socket to the other with back-pressure and half-close. */
function join(from: Socket, to: Socket, passes: () => boolean): void {
  from.on('data', (bytes: Buffer) => {
    if (!to.write(bytes)) from.pause()
  })
  to.on('drain', () => {
    if (passes()) from.resume()
  })
  from.on('end', () => to.end())
}
