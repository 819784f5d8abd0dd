// A simulated network for suites that await: virtual time runs on as long as a test is alive.
import { createNetwork } from '../../sim/network/network.ts'
import type { Network, Nic } from '../../sim/network/network.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'

/** A network, its hosts, and the end of its time. */
export interface SimBed {
  readonly network: Network
  readonly host: (name: string) => Nic
  readonly close: () => void
}

/** Opens a network whose virtual time passes ten milliseconds a turn. */
export function openSimBed(): SimBed {
  const draw = random('bed')
  const schedule = createSchedule({ wallStart: wallMs(0), random: draw.fork('schedule') })
  const rules = { latencyMs: 3, jitterMs: 10, loss: 0.01, cut: false }
  const options = { clock: schedule.spawn().clock, random: draw.fork('network'), rules }
  const network = createNetwork(options)
  let running = true
  const turn = () => {
    schedule.run(schedule.now() + 10)
    if (running) setImmediate(turn)
  }
  turn()
  return {
    network,
    host: (name) => network.attach(name, schedule.spawn().clock),
    close: () => {
      running = false
    },
  }
}
