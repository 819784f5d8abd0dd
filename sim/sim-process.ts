// One simulated process: a clock of its own on the world's time, which can end or stand still.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Random } from '../src/kernel/random.ts'
import { monoMs, wallMs } from '../src/kernel/time.ts'
import type { WallMs } from '../src/kernel/time.ts'
import type { EventOwner, SimEvent } from './event-heap.ts'

/** A clock of a simulated process, which tells whether anything can happen in it now. */
export interface SimClock extends Clock {
  /** False once it has ended, and while it stands still. */
  readonly isAwake: () => boolean
}

/** A simulated process. Its monotonic clock begins at zero; after `kill` none of its timers fires. */
export interface SimProcess {
  readonly clock: SimClock
  readonly kill: () => void
  /** For so long nothing of it happens; what was due meanwhile happens afterwards, in its order. */
  readonly stall: (forMs: number) => void
}

/** What processes need of their world. */
export interface SimTime {
  readonly now: () => number
  readonly push: (atMs: number, tie: number, owner: EventOwner, fire: () => void) => SimEvent
  readonly drop: (event: SimEvent) => void
  readonly wallStart: WallMs
  readonly random: Random
}

/**
 * Time goes in steps that a double holds exactly, so that readings of different processes add up without rounding, and
 * a timer that has fired finds its time to have come.
 */
const stepsPerMs = 1_024

/** The first step not before `ms`. */
export const onStep = (ms: number): number => Math.ceil(ms * stepsPerMs) / stepsPerMs

/** A process that begins now. */
export function createSimProcess({ now, push, drop, wallStart, random }: SimTime): SimProcess {
  const bornMs = now()
  const turns = createTurns(random)
  const owner: EventOwner = { alive: true, stalledMs: 0 }
  const later = (delayMs: number, tie: number, fire: () => void): Cancel => {
    const event = push(onStep(now() + Math.max(0, delayMs)), tie, owner, fire)
    return () => drop(event)
  }
  const clock: SimClock = {
    mono: () => monoMs(now() - bornMs),
    // Whole milliseconds, as real wall clocks tell them.
    wall: () => wallMs(Math.floor(wallStart + now())),
    after: (delayMs, fire) => later(delayMs, random.next(), fire),
    isAwake: () => owner.alive && now() >= owner.stalledMs,
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
      owner.alive = false
    },
    stall: (forMs) => {
      owner.stalledMs = Math.max(owner.stalledMs, onStep(now() + forMs))
    },
  }
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
