// The logs of a cluster's shards on a NATS bus, all over one connection.
import { logStream } from '../../schemas/log-names.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import { parseBusUrls } from '../bus-url.ts'
import type { Log } from '../log.ts'
import type { Tap } from '../tap.ts'
import { createNatsDialer } from './nats-dialer.ts'
import { openNatsLog } from './nats-log.ts'
import { natsServers } from './open-transport.ts'

/** Where the logs are, and how long one call may take. */
export interface NatsLogsOptions {
  readonly clock: Clock
  readonly tap: Tap
  readonly urls: string
  readonly cluster: string
  readonly silenceMs: number
  readonly timeoutMs: number
  /** Copies of each log in a cluster of servers. */
  readonly copies?: number
  /** Certificates (PEM) to trust for `tls:`. */
  readonly ca?: string
}

/** Opens logs by their shards. */
export interface NatsLogs {
  readonly open: (shard: number, done: (outcome: Log | Fault) => void) => void
  readonly close: () => Promise<void>
}

/** Nothing is dialled before the first log is opened; CONFIG_INVALID for bad URLs. */
export function createNatsLogs(options: NatsLogsOptions): NatsLogs | Fault {
  const servers = parseBusUrls(options.urls)
  if (isFault(servers)) return servers
  const { clock, tap, silenceMs, timeoutMs, cluster, copies } = options
  const session = { clock, tap, name: 'log', silenceMs, ...natsServers(servers, options.ca) }
  const replicas = copies === undefined ? {} : { replicas: copies }
  const dialer = createNatsDialer({ ...session, ...replicas })
  return {
    open: (shard, done) =>
      openNatsLog(
        { ...session, ...logStream('LOG', cluster, shard), ...replicas, timeoutMs, dialer },
        done,
      ),
    close: () => dialer.close(),
  }
}
