// Which peer relays for a node without a link: one at a time, and another when nothing comes back through it.
import type { NodeId } from '../src/kernel/ids.ts'
import type { Random } from '../src/kernel/random.ts'
import type { MonoMs } from '../src/kernel/time.ts'

/** Who may relay, the likelier group first. */
export type Candidates = readonly (readonly NodeId[])[]

/** For how long no beat is answered, or nothing is taken of what waits, before another one is tried. */
export interface Patience {
  readonly beatMs: number
  readonly progressMs: number
}

/** Perhaps the cloud itself takes nothing, and no peer can help: so the patience doubles, up to so much of it. */
const progressPatienceMost = 64

/** The choice, made anew as long as it does not help. */
export class RelayChoice {
  readonly #patience: Patience
  readonly #random: Random
  readonly #tried = new Set<NodeId>()
  #chosen: NodeId | undefined
  /** When the chosen one was chosen, or when a beat was last answered through it. */
  #goodAt: MonoMs | undefined
  /** Since when something waits and nothing is taken. */
  #waitsSince: MonoMs | undefined
  #progressMs: number

  /** Another one is tried when the patience is over. */
  constructor(patience: Patience, random: Random) {
    this.#patience = patience
    this.#random = random
    this.#progressMs = patience.progressMs
  }

  /** The one that is tried or used at the moment. */
  get chosen(): NodeId | undefined {
    return this.#chosen
  }

  /** The one to use now; everybody is tried before anybody is tried again. */
  next(candidates: Candidates, now: MonoMs): NodeId | undefined {
    const all = candidates.flat()
    const stuck = this.#isStuck(now)
    if (!stuck && this.#beats(now) && all.some((node) => node === this.#chosen)) return this.#chosen
    if (this.#chosen !== undefined) this.#tried.add(this.#chosen)
    const drawn = this.#draw(candidates) ?? this.#drawAgain(candidates)
    this.#chosen = drawn
    this.#goodAt = now
    if (this.#waitsSince !== undefined) this.#waitsSince = now
    return drawn
  }

  /** A beat was answered through a peer. Where facts wait, that alone does not make it a good one. */
  helped(relay: NodeId, now: MonoMs): void {
    if (relay !== this.#chosen) return
    this.#goodAt = now
    if (this.#waitsSince === undefined) this.#tried.clear()
  }

  /** Whether facts wait to be taken. */
  waits(waiting: boolean, now: MonoMs): void {
    this.#waitsSince = waiting ? (this.#waitsSince ?? now) : undefined
  }

  /** Some of what waits was taken. */
  progressed(): void {
    this.#tried.clear()
    this.#waitsSince = undefined
    this.#progressMs = this.#patience.progressMs
  }

  /** No peer is needed any more. */
  rest(): void {
    this.#chosen = undefined
    this.progressed()
  }

  #beats(now: MonoMs): boolean {
    return this.#goodAt !== undefined && now - this.#goodAt < this.#patience.beatMs
  }

  #isStuck(now: MonoMs): boolean {
    return this.#waitsSince !== undefined && now - this.#waitsSince >= this.#progressMs
  }

  #draw(candidates: Candidates): NodeId | undefined {
    const untried = candidates.map((group) => group.filter((node) => !this.#tried.has(node)))
    const group = untried.find((nodes) => nodes.length > 0) ?? []
    return group[this.#random.below(Math.max(1, group.length))]
  }

  /** All were tried: anew with more patience, but the last one only when there is no other. */
  #drawAgain(candidates: Candidates): NodeId | undefined {
    const mostMs = progressPatienceMost * this.#patience.progressMs
    this.#progressMs = Math.min(2 * this.#progressMs, mostMs)
    const last = this.#chosen
    this.#tried.clear()
    if (last !== undefined) this.#tried.add(last)
    const other = this.#draw(candidates)
    if (other !== undefined) return other
    this.#tried.clear()
    return this.#draw(candidates)
  }
}
