// The process of the bus, where it is one of its own: a broker, and the logs of shards, which outlive it.
import { logStream } from '../../schemas/log-names.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { serveSimLogs } from '../logs/log-server.ts'
import type { Appended } from '../logs/log-server.ts'
import { LogStore } from '../logs/log-store.ts'
import type { LogsDeed } from '../logs/log-store.ts'
import { withFlaws } from '../network/flaws.ts'
import type { Carry } from '../network/flaws.ts'
import { serveSimBroker } from '../network/sim-broker.ts'
import type { SimBroker } from '../network/sim-broker.ts'
import { cluster } from './ground.ts'
import type { Ground } from './ground.ts'
import { createProcess } from './process.ts'
import type { Life, WorldProcess } from './process.ts'

/** The bus, and what a plan does to its logs. */
export interface BusProcess extends WorldProcess {
  readonly act: (deed: LogsDeed) => void
  /** Whether something befell its logs at this moment, or still does. */
  readonly isTroubled: () => boolean
}

/** A bus; `appended` hears of every entry that it acknowledges. */
export function busProcess(ground: Ground, appended: (entry: Appended) => void): BusProcess {
  const { schedule, random, shards, trace, mainland } = ground
  const names = Array.from({ length: shards }, (_, i) => logStream('LOG', cluster, i))
  const store = new LogStore(names.map(({ stream }) => stream))
  const chance = random.fork('logs')
  let troubledMs = -1
  const note = (what: string): void => trace.add('bus', what, `bus ${what}`)
  const process = createProcess(ground, {
    role: 'bus',
    name: 'bus',
    host: mainland.busAt.host,
    machine: 'bus',
    begin: (life, started) =>
      serveSimBus(ground, life, (broker) => {
        if (isFault(broker)) return started(broker)
        serveLogs(ground, { life, store, broker, appended }, started)
      }),
    died: (how) => {
      const lost = how === 'power' ? store.losePower(chance) : 0
      if (lost > 0) note('lost acknowledged entries')
    },
  })
  return {
    ...process,
    act: (deed) => {
      troubledMs = schedule.now()
      store.act(deed)
    },
    isTroubled: () => troubledMs === schedule.now() || store.isTroubled(),
  }
}

interface LogsOf {
  readonly life: Life
  readonly store: LogStore
  readonly broker: SimBroker
  readonly appended: (entry: Appended) => void
}

/** On a real bus an append is itself a message, which whoever listens hears. */
function serveLogs(
  { health, trace, mainland }: Ground,
  { life, store, broker, appended }: LogsOf,
  started: (fault: Fault | undefined) => void,
): void {
  const { nic } = life
  const parts = {
    nic,
    store,
    syncMs: health.silenceMs,
    appended: (entry: Appended) => {
      const { subject } = logStream('LOG', cluster, entry.shard)
      const [birth] = entry.incarnation.split('/').slice(-1)
      broker.transport.publish(`${subject}.${birth}`, entry.bytes)
      appended(entry)
    },
    flawed: (how: string) => trace.add('bus', `log ${how}`, `bus log ${how}`),
  }
  if (mainland.logsAt !== undefined) serveSimLogs(parts, mainland.logsAt, started)
}

/** Serves the bus in a process of whoever's it is, and lets a plan reach its broker. */
export function serveSimBus(
  ground: Ground,
  life: Life,
  done: (outcome: SimBroker | Fault) => void,
): void {
  const { health, mainland, brokers } = ground
  const { nic } = life
  const carry = carryOf(ground, life, 'bus')
  serveSimBroker({ nic, silenceMs: health.silenceMs, carry }, mainland.busAt, (outcome) => {
    if (!isFault(outcome)) brokers.bus = outcome
    done(outcome)
  })
}

/** What happens to messages on a broker; the first of each kind in a life is told. */
export function carryOf(
  { moods, trace }: Ground,
  { name, clock, random }: Life,
  of: string,
): Carry {
  const told = new Set<string>()
  return withFlaws(
    () => moods.of(of),
    clock,
    random.fork('flaws'),
    (what) => {
      if (told.has(what)) return
      told.add(what)
      const where = of === 'bus' ? 'bus' : 'broker of a node'
      trace.add(name, `a message ${what}`, `${where}: a message ${what}`)
    },
  )
}
