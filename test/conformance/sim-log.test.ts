// The log suites against the simulated server of logs.
import type { Log } from '../../bus/log.ts'
import { LogLine } from '../../sim/logs/log-line.ts'
import { serveSimLogs } from '../../sim/logs/log-server.ts'
import { LogStore } from '../../sim/logs/log-store.ts'
import { openSimLog } from '../../sim/logs/sim-log.ts'
import { openSimBed } from '../support/sim-bed.ts'
import { good, logConformance } from './log.ts'
import { logFaultConformance } from './log-faults.ts'
import type { FaultyLogBed, LogFaults } from './log-faults.ts'

const at = { host: 'bus', port: 4223 }

async function bed(): Promise<FaultyLogBed> {
  const { network, host, close } = openSimBed()
  const names = [...Array.from({ length: 100 }, (_, i) => `t${i}`), 't80-kills']
  const store = new LogStore(names)
  const serve = () => {
    const nic = host('bus')
    const nothing = { appended: () => {}, flawed: () => {} }
    serveSimLogs({ nic, store, syncMs: 1_000, ...nothing }, at, () => {})
    return nic
  }
  let server = serve()
  let [clients, appends] = [0, 0]
  const open = (stream: string) => {
    const nic = host(`client-${(clients += 1)}`)
    const parts = { line: new LogLine(nic, at, 1_000), clock: nic.clock, stream }
    const nextId = () => String((appends += 1))
    return good<Log>((done) => openSimLog({ ...parts, nextId }, done))
  }
  const befall = (name: string, how: 'recreate' | 'purge') => {
    store.act({ how, shard: names.indexOf(name) })
    return Promise.resolve()
  }
  const faults: LogFaults = {
    restart: () => {
      network.detach(server)
      server = serve()
      return Promise.resolve()
    },
    wipe: (name) => befall(name, 'recreate'),
    remove: (name) => befall(name, 'recreate'),
    purge: (name) => befall(name, 'purge'),
    copy: (name) => {
      const lastOf = () => store.of(name)?.stream.last ?? 0
      const before = lastOf()
      return Promise.resolve(() => {
        const entries = lastOf() - before
        store.act({ how: 'roll-back', entries, shard: names.indexOf(name) })
        return Promise.resolve()
      })
    },
  }
  return Promise.resolve({
    open,
    reopens: true,
    faults,
    close: () => {
      close()
      return Promise.resolve()
    },
  })
}

logConformance('simulated', bed)
logFaultConformance('simulated', bed)
