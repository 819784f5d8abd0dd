// Virtual time: every timer of every simulated process in one queue, replayed alike for one seed.
import { assert } from '../src/kernel/assert.ts'
import type { Random } from '../src/kernel/random.ts'
import type { WallMs } from '../src/kernel/time.ts'
import { createEventHeap } from './event-heap.ts'
import type { SimEvent } from './event-heap.ts'
import { createSimProcess, onStep } from './sim-process.ts'
import type { SimProcess, SimTime } from './sim-process.ts'

/** How many events may happen without time passing before the world is called stuck. */
const stepsAtOnceMax = 1_000_000

/** The tie of what a stalled process missed. */
const beforeAll = -1

/** Time of a whole simulated world. */
export interface Schedule {
  /** Milliseconds since the world began. */
  readonly now: () => number
  /** Begins a process with a clock of its own. */
  readonly spawn: () => SimProcess
  /** Lets everything happen up to and including `untilMs`, and stops there. */
  readonly run: (untilMs: number) => void
  /** Lets everything happen that is due now, until nothing is. */
  readonly settle: () => void
  /** How many events are still to come. */
  readonly waiting: () => number
  /** How many events have happened. */
  readonly events: () => number
  /** When the next event is due; undefined when nothing will ever happen again. */
  readonly nextMs: () => number | undefined
}

/** What a world begins with: the wall's reading at its start, and the seed of the order at one instant. */
export interface ScheduleOptions {
  readonly wallStart: WallMs
  readonly random: Random
}

/** A world in which nothing is due yet. */
export function createSchedule({ wallStart, random }: ScheduleOptions): Schedule {
  const heap = createEventHeap()
  let nowMs = 0
  let order = 0
  let events = 0
  const push: SimTime['push'] = (atMs, tie, owner, fire) => {
    const event: SimEvent = { atMs, tie, order: order++, owner, fire, dropped: false }
    heap.push(event)
    return event
  }
  const happen = (event: SimEvent): void => {
    const { alive, stalledMs } = event.owner
    if (!alive) return
    if (nowMs >= stalledMs) return event.fire()
    event.atMs = stalledMs
    event.tie = beforeAll
    event.order = order++
    heap.push(event)
  }
  const run = (untilMs: number) => {
    const endMs = onStep(untilMs)
    let steps = 0
    for (let next = heap.peek(); next !== undefined && next.atMs <= endMs; next = heap.peek()) {
      heap.pop()
      steps = next.atMs > nowMs ? 0 : steps + 1
      assert(steps < stepsAtOnceMax, `the world makes progress at ${nowMs} ms`)
      nowMs = Math.max(nowMs, next.atMs)
      events += 1
      happen(next)
    }
    nowMs = Math.max(nowMs, endMs)
  }
  const world = { now: () => nowMs, push, drop: heap.drop, wallStart, random }
  const spawn = (): SimProcess => createSimProcess(world)
  return {
    now: world.now,
    spawn,
    run,
    settle: () => run(nowMs),
    waiting: heap.size,
    events: () => events,
    nextMs: () => heap.peek()?.atMs,
  }
}
