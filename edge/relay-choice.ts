// Which peer relays for a node without a link: one at a time, and another when nothing comes back through it.
import type { NodeId } from '../src/kernel/ids.ts'
import type { Random } from '../src/kernel/random.ts'
import type { MonoMs } from '../src/kernel/time.ts'

/** Who may relay, the likelier group first. */
export type Candidates = readonly (readonly NodeId[])[]

/** The choice, made anew as long as it does not help. */
export class RelayChoice {
  readonly #patienceMs: number
  readonly #random: Random
  readonly #tried = new Set<NodeId>()
  #chosen: NodeId | undefined
  /** When the chosen one was chosen, or when something last came back through it. */
  #goodAt: MonoMs | undefined

  /** Another one is tried when nothing came back for `patienceMs`. */
  constructor(patienceMs: number, random: Random) {
    this.#patienceMs = patienceMs
    this.#random = random
  }

  /** The one that is tried or used at the moment. */
  get chosen(): NodeId | undefined {
    return this.#chosen
  }

  /** The one to use now; everybody is tried before anybody is tried again. */
  next(candidates: Candidates, now: MonoMs): NodeId | undefined {
    const all = candidates.flat()
    if (this.#isGood(now) && all.some((node) => node === this.#chosen)) return this.#chosen
    if (this.#chosen !== undefined) this.#tried.add(this.#chosen)
    const drawn = this.#draw(candidates) ?? this.#drawAgain(candidates)
    this.#chosen = drawn
    this.#goodAt = now
    return drawn
  }

  /** Something came back through a peer. */
  helped(relay: NodeId, now: MonoMs): void {
    if (relay !== this.#chosen) return
    this.#goodAt = now
    this.#tried.clear()
  }

  /** No peer is needed any more. */
  rest(): void {
    this.#chosen = undefined
    this.#tried.clear()
  }

  #isGood(now: MonoMs): boolean {
    return this.#goodAt !== undefined && now - this.#goodAt < this.#patienceMs
  }

  #draw(candidates: Candidates): NodeId | undefined {
    const untried = candidates.map((group) => group.filter((node) => !this.#tried.has(node)))
    const group = untried.find((nodes) => nodes.length > 0) ?? []
    return group[this.#random.below(Math.max(1, group.length))]
  }

  /** All were tried: anew, but the last one only when there is no other. */
  #drawAgain(candidates: Candidates): NodeId | undefined {
    const last = this.#chosen
    this.#tried.clear()
    if (last !== undefined) this.#tried.add(last)
    const other = this.#draw(candidates)
    if (other !== undefined) return other
    this.#tried.clear()
    return this.#draw(candidates)
  }
}
