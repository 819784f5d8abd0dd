// Bugs of any program: timers that leak, an assertion that fails, a loop without end, a hidden source of chance.
import { assert } from '../../src/kernel/assert.ts'
import { random } from '../../src/kernel/random.ts'
import type { Canary } from './canary.ts'

const dayMs = 86_400_000

/** Cancelled timers are kept. */
export const timersLeak: Canary = {
  name: 'timers leak',
  checker: 'queues bounded',
  seeds: 1,
  bug: 'each timer that an agent cancels leaves three behind',
  edgePorts: (ports) => ({
    ...ports,
    clock: {
      ...ports.clock,
      after: (delayMs, fire) => {
        const cancel = ports.clock.after(delayMs, fire)
        return () => {
          cancel()
          for (let i = 0; i < 3; i++) ports.clock.after(dayMs, () => {})
        }
      },
    },
  }),
}

/** A case that nobody thought of. */
export const assertionFails: Canary = {
  name: 'assertion fails',
  checker: 'no assertion fails',
  seeds: 6,
  bug: 'an agent believes that its link never goes down',
  edgePorts: (ports) => ({
    ...ports,
    transport: {
      ...ports.transport,
      watch: (each) =>
        ports.transport.watch((link) => {
          assert(link === 'up' || ports.clock.mono() < 1_000, 'a link that was up stays up')
          each(link)
        }),
    },
  }),
}

/** Something is done again and again without time passing. */
export const spins: Canary = {
  name: 'spins',
  checker: 'no assertion fails',
  seeds: 1,
  bug: 'the cloud begins to do the same thing over and over after two seconds',
  cloudPorts: (ports) => {
    const again = (): void => ports.clock.soon(again)
    ports.clock.after(2_000, again)
    return ports
  },
}

let runs = 0

/** What happens depends on what happened in another world. */
export const hiddenChance: Canary = {
  name: 'hidden chance',
  checker: 'same story',
  seeds: 1,
  bug: 'agents draw from a source that no seed knows',
  edgePorts: (ports) => ({ ...ports, random: random(`hidden ${runs++}`) }),
}
