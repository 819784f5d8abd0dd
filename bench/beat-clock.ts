// A clock told by beats: a round of all nodes takes one period of the pace, however fast the beats come.
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Clock } from '../bus/clock.ts'
import type { Transport } from '../bus/transport.ts'
import { createSchedule } from '../sim/schedule.ts'
import { random } from '../src/kernel/random.ts'
import { wallMs } from '../src/kernel/time.ts'

/** The clock, and a transport whose messages move it. */
export interface BeatTime {
  readonly clock: Clock
  /** The same transport; each message of a subscription to `pattern` is one beat later than the last. */
  readonly telling: (transport: Transport, pattern: string) => Transport
}

/** Time in which `nodes` beats take `beatMs`. */
export function beatTime(nodes: number, beatMs: number): BeatTime {
  const schedule = createSchedule({ wallStart: wallMs(1_700_000_000_000), random: random('beats') })
  const { clock } = schedule.spawn()
  let beats = 0
  const pass = (): void => {
    beats += 1
    schedule.run((beats * beatMs) / nodes)
  }
  return {
    clock: { ...clock, soon: systemClock.soon },
    telling: (transport, told) => ({
      ...transport,
      subscribe: (pattern, each) =>
        transport.subscribe(pattern, (message) => {
          if (pattern === told) pass()
          each(message)
        }),
    }),
  }
}
