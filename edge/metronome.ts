// A beat of time without drift: tick n comes at start + n × period, or a little later.
import type { Cancel, Clock } from '../bus/clock.ts'

/** What a tick says: its number from 0, and how far it came after its time. */
export type Tick = (n: number, lateMs: number) => void

/** Ticks until cancelled, tick 0 in the next turn. Ticks that were slept through are skipped, never caught up. */
export function metronome(clock: Clock, periodMs: number, tick: Tick): Cancel {
  const beganAt = clock.mono()
  let stopped = false
  let cancel: Cancel = () => {}
  const arm = (n: number): void => {
    const at = beganAt + n * periodMs
    cancel = clock.after(Math.max(0, at - clock.mono()), () => {
      tick(n, clock.mono() - at)
      const next = Math.max(n, Math.floor((clock.mono() - beganAt) / periodMs)) + 1
      if (!stopped) arm(next)
    })
  }
  arm(0)
  return () => {
    stopped = true
    cancel()
  }
}
