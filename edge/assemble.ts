// The agent of one node, assembled over its ports: what commands and the simulator both call.
import type { Journal } from '../bus/journal.ts'
import { startAll, stopAll, type Part } from '../bus/lifecycle.ts'
import { createStamps } from '../bus/stamps.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import { Agent } from './agent.ts'
import { checkConfig, type EdgeConfig } from './config.ts'
import type { MirroredObject } from './mirror/read-mirror.ts'
import { openDoor } from '../bus/door.ts'
import { openOwnJournal } from '../bus/own-journal.ts'
import { producerOf } from './producer.ts'
import type { EdgePorts } from './ports.ts'
import type { EdgeStatus } from './status.ts'

/** One node's agent; it starts once and stops once. */
export interface Edge {
  /** CONFIG_INVALID, PORT_IN_USE, STORE_LOCKED, … or undefined once the first incarnation has begun. */
  readonly start: (done: (fault: Fault | undefined) => void) => void
  readonly stop: (done: () => void) => void
  /** undefined until started. */
  readonly status: () => EdgeStatus | undefined
  /** The objects of its mirror as they are stored, unsealed; CLOSED before it is open. */
  readonly objects: (done: (outcome: readonly MirroredObject[] | Fault) => void) => void
  /** What it keeps; undefined until opened. */
  readonly journal: () => Journal | undefined
}

/** Assembles an agent; nothing happens before `start`. */
export function assembleEdge(ports: EdgePorts, config: EdgeConfig): Edge {
  let agent: Agent | undefined
  let kept: Journal | undefined
  let running: readonly Part[] = []
  const begin = (journal: Journal, done: (fault: Fault | undefined) => void): void => {
    const { clock, tap } = ports
    kept = journal
    const door = openDoor(tap, clock.mono)
    agent = new Agent({ ports, config, journal, door, stamps: createStamps(clock.wall) })
    const parts = [journalPart(ports, journal), ...agent.parts()]
    startAll(parts, (fault) => {
      if (fault === undefined) running = parts
      else agent = undefined
      done(fault)
    })
  }
  return {
    start: (done) => {
      const wrong = checkConfig(config)
      if (wrong !== undefined) return ports.clock.soon(() => done(wrong))
      const parts = { ...ports, tailBytesMax: config.keepBytesMax, travels: true }
      openOwnJournal(parts, producerOf(config.node), (opened) =>
        isFault(opened) ? done(opened) : begin(opened, done),
      )
    },
    stop: (done) => {
      const parts = running
      running = []
      ports.clock.soon(() => stopAll(parts, done))
    },
    status: () => agent?.status(),
    objects: (done) => {
      if (agent === undefined) ports.clock.soon(() => done(notStarted()))
      else agent.objects(done)
    },
    journal: () => kept,
  }
}

const notStarted = (): Fault => new Fault('CLOSED', 'expected a started agent, got one that is not')

/** The journal is open already; it closes last. */
const journalPart = ({ clock }: EdgePorts, journal: Journal): Part => ({
  name: 'journal',
  start: (done) => clock.soon(() => done(undefined)),
  stop: (done) => journal.close(done),
})
