// Bugs of shards: a log that anybody may write, whoever owns it.
import type { Log } from '../../bus/log.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Canary } from './canary.ts'

/** Who was deposed without having noticed goes on as owner. */
export const unfenced: Canary = {
  name: 'unfenced',
  checker: 'one owner',
  seeds: 6,
  bug: 'an append that expects another end of the log is written at the end that there is',
  cloudPorts: (ports) => {
    const { openLog } = ports
    if (openLog === undefined) return ports
    return {
      ...ports,
      openLog: (shard, done) => openLog(shard, (log) => done(isFault(log) ? log : anywhere(log))),
    }
  },
}

const anywhere = (log: Log): Log => ({
  ...log,
  append: (bytes, expectedLast, done) =>
    log.append(bytes, expectedLast, (outcome) => {
      if (!isFault(outcome) || outcome.code !== 'SEQUENCE_EXPECTED') return done(outcome)
      log.info((info) => (isFault(info) ? done(info) : log.append(bytes, info.last, done)))
    }),
})
