// A link from one host to another, one direction: how long things take, what gets lost on the way, whether it is cut.
//
// What travels is ordered and repeated until it arrives, as TCP does: a loss costs time, a cut holds everything back.
import type { Clock } from '../../bus/clock.ts'
import type { Random } from '../../src/kernel/random.ts'
import { sizeOf } from './message-size.ts'

/** What a direction of a link is like. */
export interface LinkRules {
  readonly latencyMs: number
  /** Up to this much more, drawn for each thing sent. */
  readonly jitterMs: number
  /** The share of packets that must be sent again. */
  readonly loss: number
  /** Nothing passes, and nobody is told. */
  readonly cut: boolean
  /** How much passes in a second; without bound where left out. */
  readonly bytesPerSecond?: number
  /** The share of packets that travel twice, and take the room of two. */
  readonly repeated?: number
  /** The share of packets that others overtake: who has those waits for them. */
  readonly reordered?: number
}

/** A link that is perfect but for its length. */
export const calmLink: LinkRules = { latencyMs: 1, jitterMs: 0, loss: 0, cut: false }

/** The first time to wait before something lost is sent again; it doubles with each loss. */
const resendMs = 200
const resendMsMax = 60_000

/** An ordered stream of things over a link. */
export interface LinkLane {
  /** Runs `arrive` when the message, or a bare packet, has travelled; everything sent before arrives before. */
  readonly send: (arrive: () => void, message?: unknown) => void
  /** Nobody waits any more for what is under way: it never arrives. */
  readonly abandon: () => void
}

/** One direction between two hosts. */
export interface Link {
  readonly rules: () => LinkRules
  readonly setRules: (change: Partial<LinkRules>) => void
  readonly lane: () => LinkLane
}

/** What is under way on all links of a network. */
export interface Traffic {
  underWay: number
}

/** What a link stands on. */
export interface LinkParts {
  readonly clock: Clock
  readonly random: Random
  readonly traffic: Traffic
}

interface State extends LinkParts {
  /** Lanes in which something waits for a sender to try again: held back by a cut, or lost many times. */
  readonly slow: Set<Lane>
  rules: LinkRules
  cutAt: number
  /** When all that was sent so far has left. */
  leftMs: number
}

/** A link on the network's own clock. */
export function createLink(parts: LinkParts, rules: LinkRules): Link {
  const cutAt = parts.clock.mono()
  const state: State = { ...parts, rules, slow: new Set(), cutAt, leftMs: 0 }
  return {
    rules: () => state.rules,
    setRules: (change) => setRules(state, change),
    lane: () => new Lane(state),
  }
}

/** Whatever waits for another try has it soon where a link gets better: its pauses are no longer than it has waited. */
function setRules(state: State, change: Partial<LinkRules>): void {
  const was = state.rules
  state.rules = { ...was, ...change }
  const { cut, loss } = state.rules
  const nowMs = state.clock.mono()
  if (!was.cut && cut) state.cutAt = nowMs
  if (cut || (!was.cut && loss >= was.loss)) return
  const share = state.random.next()
  const longestMs = was.cut ? nowMs - state.cutAt : resendMsMax
  for (const lane of [...state.slow]) lane.tryAgain(share, longestMs)
}

interface UnderWay {
  readonly arrive: () => void
  readonly sentMs: number
  /** When it arrives; never, while a cut holds it back. */
  dueMs: number
}

/** What takes longer waits for its sender to try again. */
const slowMs = 1_000

/** One stream over a link; whoever sends in it waits for what was sent before. */
class Lane implements LinkLane {
  readonly #state: State
  readonly #queue: UnderWay[] = []
  #lastMs = 0

  constructor(state: State) {
    this.#state = state
  }

  send(arrive: () => void, message?: unknown): void {
    const { rules, clock, random, traffic } = this.#state
    const sentMs = clock.mono()
    traffic.underWay += 1
    if (rules.cut) this.#lastMs = Infinity
    else {
      const dueMs = leavesMs(this.#state, message) + streamMs(rules, random)
      this.#lastMs = Math.max(this.#lastMs, dueMs)
    }
    this.#queue.push({ arrive, sentMs, dueMs: this.#lastMs })
    this.#wait(this.#lastMs)
  }

  abandon(): void {
    this.#state.traffic.underWay -= this.#queue.splice(0).length
    this.#state.slow.delete(this)
    this.#lastMs = 0
  }

  /** The sender tries again after a share of what it has waited, and not after more than `longestMs`. */
  tryAgain(share: number, longestMs: number): void {
    const nowMs = this.#state.clock.mono()
    const [first] = this.#queue
    const waitedMs = first === undefined ? 0 : nowMs - first.sentMs
    const againMs = nowMs + share * Math.min(waitedMs, longestMs, resendMsMax)
    for (const each of this.#queue) each.dueMs = Math.min(each.dueMs, againMs)
    this.#lastMs = Math.min(this.#lastMs, againMs)
    this.#wait(againMs)
  }

  #wait(dueMs: number): void {
    const { clock, slow } = this.#state
    const waitMs = dueMs - clock.mono()
    if (waitMs > slowMs) slow.add(this)
    if (waitMs < Infinity) clock.after(waitMs, () => this.#arrive())
  }

  /** What is due arrives; a cut holds it back. */
  #arrive(): void {
    for (let next = this.#due(); next !== undefined; next = this.#due()) {
      this.#queue.shift()
      this.#state.traffic.underWay -= 1
      next.arrive()
    }
    if (this.#queue.length === 0) this.#state.slow.delete(this)
    else if (this.#state.rules.cut) this.#hold()
  }

  #due(): UnderWay | undefined {
    const { rules, clock } = this.#state
    const [next] = this.#queue
    return next === undefined || rules.cut || next.dueMs > clock.mono() ? undefined : next
  }

  #hold(): void {
    for (const each of this.#queue) each.dueMs = Infinity
    this.#lastMs = Infinity
    this.#state.slow.add(this)
  }
}

/** When something has left the sender: on a narrow link it waits for what was sent before, on any connection. */
function leavesMs(state: State, message: unknown): number {
  const { rules, clock, random } = state
  const { bytesPerSecond = Infinity, repeated = 0 } = rules
  if (bytesPerSecond === Infinity) return clock.mono()
  const times = repeated > 0 && random.next() < repeated ? 2 : 1
  const tookMs = (times * sizeOf(message) * 1_000) / bytesPerSecond
  state.leftMs = Math.max(state.leftMs, clock.mono()) + tookMs
  return state.leftMs
}

/** How long something travels that is sent again until it arrives. */
export function streamMs(
  { latencyMs, jitterMs, loss, reordered = 0 }: Omit<LinkRules, 'cut'>,
  random: Random,
): number {
  let ms = latencyMs + jitterMs * random.next()
  if (reordered > 0 && random.next() < reordered) ms += latencyMs + jitterMs
  for (let again = resendMs; random.next() < loss && again < resendMsMax; again *= 2) ms += again
  return ms
}
