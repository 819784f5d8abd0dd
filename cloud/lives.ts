// The lives of nodes, told apart by the epochs of their journals: whether one alone has been heard for a while.
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'

interface Life {
  readonly epoch: number
  /** Since when no other life was heard, and when this one was. */
  since: MonoMs
  at: MonoMs
}

/** Which life of each node is heard. */
export class Lives {
  readonly #lives = new Map<NodeId, Life>()
  readonly #silenceMs: number

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs
  }

  /** A beat of a life; whether it alone has been heard for a whole silence. */
  hear(node: NodeId, epoch: number, now: MonoMs): boolean {
    const life = this.#lives.get(node)
    if (life?.epoch === epoch) {
      life.at = now
      return now - life.since >= this.#silenceMs
    }
    const isOver = life === undefined || now - life.at >= this.#silenceMs
    if (isOver) this.#lives.set(node, { epoch, since: now, at: now })
    else life.since = now
    return false
  }
}
