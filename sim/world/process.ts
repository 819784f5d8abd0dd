// One process of a simulated world: started, killed at any instant, started again on what its disk kept.
import type { Clock } from '../../bus/clock.ts'
import type { Tap } from '../../bus/tap.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Nic } from '../network/network.ts'
import type { SimProcess } from '../sim-process.ts'
import type { Ground } from './ground.ts'

/** What kinds of processes there are. */
export type Role = 'kubernetes' | 'bus' | 'cloud' | 'edge' | 'kubelet'

/** How a process dies: alone, or with its machine, which loses what was not synced. */
export type Death = 'process' | 'power'

/** What one life of a process is handed. */
export interface Life {
  readonly name: string
  readonly clock: Clock
  readonly nic: Nic
  readonly random: Random
  readonly tap: Tap
  /** The process cannot go on and ends by itself. */
  readonly failed: (fault: Fault) => void
}

/** What a process is. */
export interface ProcessParts {
  readonly role: Role
  readonly name: string
  readonly host: string
  /** Whose wall clock it has: a node's, or its own. */
  readonly machine: string
  /** Begins a life; `started` tells how that went. */
  readonly begin: (life: Life, started: (fault: Fault | undefined) => void) => void
  /** Told when a life has ended, before anything else happens. */
  readonly died?: (how: Death) => void
}

/** A process that can be started and killed. */
export interface WorldProcess {
  readonly role: Role
  readonly name: string
  /** Nothing happens when it runs already. */
  readonly start: () => void
  /** Nothing happens when it is dead already. */
  readonly kill: (how: Death) => void
  /** It stands still for so long. */
  readonly stall: (forMs: number) => void
  /** Whether it was started and did not end; it may stand still. */
  readonly isThere: () => boolean
  /** Since when it runs without a break; undefined while it does not, or stands still. */
  readonly sinceMs: () => number | undefined
}

/** A process that was not started yet. */
export function createProcess(ground: Ground, parts: ProcessParts): WorldProcess {
  const { schedule, network, clocks, random, trace, tapOf } = ground
  const { role, name, host } = parts
  let running:
    { readonly process: SimProcess; readonly nic: Nic; readonly sinceMs: number } | undefined
  let lives = 0
  const end = (how: Death): void => {
    if (running === undefined) return
    const { process, nic } = running
    running = undefined
    process.kill()
    network.detach(nic)
    parts.died?.(how)
  }
  const start = (): void => {
    if (running !== undefined) return
    const process = schedule.spawn()
    const clock = clocks.on(parts.machine, process.clock)
    const nic = network.attach(host, clock)
    running = { process, nic, sinceMs: schedule.now() }
    lives += 1
    const life = lives
    const failed = (fault: Fault): void => {
      if (life !== lives || running === undefined) return
      trace.add(name, `ended by itself: ${fault.code}`, `${role} ended by itself`)
      end('process')
    }
    trace.add(name, 'began')
    parts.begin(
      { name, clock, nic, random: random.fork(`${name}/${life}`), tap: tapOf(name), failed },
      (outcome) => {
        if (isFault(outcome)) failed(outcome)
        else trace.add(name, 'started')
      },
    )
  }
  const kill = (how: Death): void => {
    if (running === undefined) return
    trace.add(name, `killed, ${how}`, `${role} killed, ${how}`)
    end(how)
  }
  const stall = (forMs: number): void => {
    if (running === undefined) return
    running.process.stall(forMs)
    running = { ...running, sinceMs: Math.max(running.sinceMs, schedule.now() + forMs) }
  }
  const sinceMs = (): number | undefined =>
    running === undefined || running.sinceMs > schedule.now() ? undefined : running.sinceMs
  return { role, name, start, kill, stall, isThere: () => running !== undefined, sinceMs }
}
