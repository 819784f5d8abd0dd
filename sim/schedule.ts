// Virtual time: every timer of every simulated process in one queue, replayed alike for one seed.
import type { Cancel, Clock } from '../bus/clock.ts'
import { assert } from '../src/kernel/assert.ts'
import type { Random } from '../src/kernel/random.ts'
import { monoMs, wallMs } from '../src/kernel/time.ts'
import type { WallMs } from '../src/kernel/time.ts'
import { createEventHeap } from './event-heap.ts'
import type { SimEvent } from './event-heap.ts'

/** How many events may happen without time passing before the world is called stuck. */
const stepsAtOnceMax = 1_000_000

/**
 * Time goes in steps that a double holds exactly, so that readings of different processes add up without rounding, and
 * a timer that has fired finds its time to have come.
 */
const stepsPerMs = 1_024
const onStep = (ms: number): number => Math.ceil(ms * stepsPerMs) / stepsPerMs

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
  /** When the next event is due; undefined when nothing will ever happen again. */
  readonly nextMs: () => number | undefined
}

/** A simulated process. Its monotonic clock begins at zero; after `kill` none of its timers fires. */
export interface SimProcess {
  readonly clock: Clock
  readonly kill: () => void
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
  const push = (atMs: number, tie: number, fire: () => void): SimEvent => {
    const event = { atMs, tie, order: order++, fire, dropped: false }
    heap.push(event)
    return event
  }
  const run = (untilMs: number) => {
    const endMs = onStep(untilMs)
    let steps = 0
    for (let next = heap.peek(); next !== undefined && next.atMs <= endMs; next = heap.peek()) {
      heap.pop()
      steps = next.atMs > nowMs ? 0 : steps + 1
      assert(steps < stepsAtOnceMax, `the world makes progress at ${nowMs} ms`)
      nowMs = Math.max(nowMs, next.atMs)
      next.fire()
    }
    nowMs = Math.max(nowMs, endMs)
  }
  const spawn = (): SimProcess => {
    const bornMs = nowMs
    const turns = createTurns(random)
    let alive = true
    const later = (delayMs: number, tie: number, fire: () => void): Cancel => {
      const event = push(onStep(nowMs + Math.max(0, delayMs)), tie, () => alive && fire())
      return () => {
        event.dropped = true
      }
    }
    const clock: Clock = {
      mono: () => monoMs(nowMs - bornMs),
      wall: () => wallMs(wallStart + nowMs),
      after: (delayMs, fire) => later(delayMs, random.next(), fire),
      soon: (fire) => {
        later(0, turns.begin(), () => {
          turns.end()
          fire()
        })
      },
    }
    return {
      clock,
      kill: () => {
        alive = false
      },
    }
  }
  return { now: () => nowMs, spawn, run, settle: () => run(nowMs), nextMs: () => heap.peek()?.atMs }
}

/** Ties for the turns of one process: random among processes, never falling while turns are waiting. */
function createTurns(random: Random): { readonly begin: () => number; readonly end: () => void } {
  let waiting = 0
  let highest = 0
  return {
    begin: () => {
      highest = Math.max(waiting === 0 ? 0 : highest, random.next())
      waiting += 1
      return highest
    },
    end: () => {
      waiting -= 1
    },
  }
}
