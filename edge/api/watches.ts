// The watches of the mirror: each streamed by itself, counted, and ended together when the door closes.
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { HttpReply } from '../../bus/http.ts'
import { streamWatch } from '../../bus/watch-stream.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { Resource } from '../../src/objects/object.ts'
import type { WatchAnswer } from '../../src/objects/read-answer.ts'

/** The running watches. */
export class Watches {
  readonly #clock: Clock
  readonly #behindBytesMax: number
  readonly #running = new Set<{ readonly of: string; end: Cancel }>()

  constructor(clock: Clock, behindBytesMax: number) {
    this.#clock = clock
    this.#behindBytesMax = behindBytesMax
  }

  get count(): number {
    return this.#running.size
  }

  /** Begins a watch of a resource; a reader who falls too far behind loses his alone. */
  begin(resource: Resource, answer: WatchAnswer, reply: HttpReply): void {
    const watch = { of: resourceKey(resource), end: () => {} }
    this.#running.add(watch)
    const parts = { clock: this.#clock, behindBytesMax: this.#behindBytesMax }
    watch.end = streamWatch(parts, answer, reply, () => this.#running.delete(watch))
  }

  /** Ends all, or those of a resource. */
  end(resource?: Resource): void {
    const of = resource && resourceKey(resource)
    for (const watch of [...this.#running]) if (of === undefined || watch.of === of) watch.end()
  }
}
