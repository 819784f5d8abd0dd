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
  stalled: (() => void)[]
  rules: LinkRules
  cutAt: number
  /** When all that was sent so far has left. */
  leftMs: number
}

/** A link on the network's own clock. */
export function createLink(parts: LinkParts, rules: LinkRules): Link {
  const state: State = { ...parts, rules, stalled: [], cutAt: parts.clock.mono(), leftMs: 0 }
  return {
    rules: () => state.rules,
    setRules: (change) => setRules(state, change),
    lane: () => createLane(state),
  }
}

function setRules(state: State, change: Partial<LinkRules>): void {
  const was = state.rules.cut
  state.rules = { ...state.rules, ...change }
  if (!was && state.rules.cut) state.cutAt = state.clock.mono()
  if (!was || state.rules.cut) return
  // The longer it was cut, the longer the pause until the sender tries again.
  const waitMs = Math.min(resendMsMax, state.clock.mono() - state.cutAt) * state.random.next()
  for (const again of state.stalled.splice(0)) state.clock.after(waitMs, again)
}

function createLane(state: State): LinkLane {
  const queue: (() => void)[] = []
  let lastMs = 0
  const tick = (): void => {
    if (queue.length === 0) return
    if (state.rules.cut) return void state.stalled.push(tick)
    state.traffic.underWay -= 1
    queue.shift()?.()
  }
  return {
    abandon: () => {
      state.traffic.underWay -= queue.splice(0).length
      state.stalled = state.stalled.filter((stalled) => stalled !== tick)
    },
    send: (arrive, message) => {
      queue.push(arrive)
      state.traffic.underWay += 1
      if (state.rules.cut) return void state.stalled.push(tick)
      const nowMs = state.clock.mono()
      lastMs = Math.max(lastMs, leavesMs(state, message) + streamMs(state.rules, state.random))
      state.clock.after(lastMs - nowMs, tick)
    },
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
