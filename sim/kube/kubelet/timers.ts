// Timers that end together.
import type { Clock } from '../../../bus/clock.ts'
import { backoffMs } from '../../../bus/backoff.ts'
import type { BackoffBounds } from '../../../bus/backoff.ts'
import type { Random } from '../../../src/kernel/random.ts'

/** Timers of one kubelet; after `stop` none fires and none begins. */
export interface Timers {
  readonly after: (delayMs: number, fire: () => void) => void
  /** Runs `attempt` until it answers true, with growing waits in between. */
  readonly insist: (attempt: (done: (settled: boolean) => void) => void) => void
  /** Runs `task` again `everyMs` after each answer, for ever. */
  readonly repeat: (everyMs: number, task: (done: () => void) => void) => void
  readonly stopped: () => boolean
  readonly stop: () => void
}

const backoff: BackoffBounds = { minMs: 200, maxMs: 7_000 }

/** Timers on a clock. */
export function createTimers(clock: Clock, random: Random): Timers {
  const running = new Set<() => void>()
  let stopped = false
  const after = (delayMs: number, fire: () => void) => {
    if (stopped) return
    const cancel = clock.after(delayMs, () => {
      running.delete(cancel)
      fire()
    })
    running.add(cancel)
  }
  const insist = (attempt: (done: (settled: boolean) => void) => void) => {
    let tries = 0
    const next = () =>
      attempt((settled) => {
        if (!settled) after(backoffMs(++tries, backoff, random), next)
      })
    if (!stopped) next()
  }
  const repeat = (everyMs: number, task: (done: () => void) => void) => {
    const next = () => {
      // A little earlier each time by chance, so that a thousand kubelets do not call at once.
      task(() => after(everyMs * (1 - 0.04 * random.next()), next))
    }
    if (!stopped) next()
  }
  return {
    after,
    insist,
    repeat,
    stopped: () => stopped,
    stop: () => {
      stopped = true
      for (const cancel of running) cancel()
      running.clear()
    },
  }
}
