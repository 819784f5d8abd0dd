// The process of a replica of the cloud, on a disk of its own; where it is the only one it serves the bus itself.
import { assembleCloud } from '../../cloud/assemble.ts'
import type { Cloud } from '../../cloud/assemble.ts'
import { cloudPaces } from '../../cloud/config.ts'
import type { CloudConfig } from '../../cloud/config.ts'
import type { CloudPorts } from '../../cloud/ports.ts'
import { logStream } from '../../schemas/log-names.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { createSimDisk } from '../disk/disk.ts'
import type { SimDisk } from '../disk/disk.ts'
import { LogLine } from '../logs/log-line.ts'
import { openSimLog } from '../logs/sim-log.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import { createSimTransport } from '../network/sim-bus.ts'
import { same } from '../canaries/canary.ts'
import { serveSimBus } from './bus-process.ts'
import { cluster } from './ground.ts'
import type { Ground } from './ground.ts'
import type { Follow } from './journal-feed.ts'
import { kubeClient } from './kubernetes-process.ts'
import type { PlacedCloud } from './layout.ts'
import { createProcess } from './process.ts'
import type { Life, WorldProcess } from './process.ts'

/** A replica of the cloud, and its face while it runs. */
export interface CloudProcess extends WorldProcess {
  readonly placed: PlacedCloud
  readonly cloud: () => Cloud | undefined
  readonly disk: SimDisk
  /** Where its feeds lie. */
  readonly feeds: SimDisk
}

/** A replica of the cloud; `follow` is handed its journal each time it has started. */
export function cloudProcess(ground: Ground, placed: PlacedCloud, follow: Follow): CloudProcess {
  const { name, host } = placed
  const disk = createSimDisk(ground.random.fork(`disk/${name}`))
  const feeds = createSimDisk(ground.random.fork(`feeds/${name}`))
  let cloud: Cloud | undefined
  const begin = (life: Life, started: (fault: Fault | undefined) => void): void =>
    joinBus(ground, life, (bus) => {
      if (isFault(bus)) return started(bus)
      const { cloudPorts = same, cloudConfig = same } = ground.canary
      const begun = assembleCloud(
        cloudPorts(portsOf(ground, { disk, feeds }, life, bus)),
        cloudConfig(configOf(ground, placed)),
      )
      cloud = begun
      begun.start((fault) => {
        const journal = begun.journal()
        if (!isFault(fault) && journal !== undefined) follow(journal)
        started(fault)
      })
    })
  const process = createProcess(ground, {
    role: 'cloud',
    name,
    host,
    machine: name,
    begin,
    died: (how) => {
      cloud = undefined
      for (const each of [disk, feeds])
        if (how === 'power') each.crash()
        else each.kill()
    },
  })
  return { ...process, placed, cloud: () => cloud, disk, feeds }
}

type BusPorts = Pick<CloudPorts, 'transport' | 'openLog'>

/** Serves the bus itself, or joins the one there is, with the logs that it keeps. */
function joinBus(ground: Ground, life: Life, done: (outcome: BusPorts | Fault) => void): void {
  const { mainland, health } = ground
  const { nic, clock, random, tap } = life
  if (mainland.logsAt === undefined)
    return serveSimBus(ground, life, (outcome) =>
      done(isFault(outcome) ? outcome : { transport: outcome.transport }),
    )
  const bus = { nic, tap, silenceMs: health.silenceMs, random: random.fork('bus') }
  const line = new LogLine(nic, mainland.logsAt, health.silenceMs / 3)
  const ids = random.fork('appends')
  const nextId = () => String(ids.next())
  done({
    transport: createSimTransport(bus, mainland.busAt),
    openLog: (shard, opened) =>
      openSimLog({ line, clock, nextId, stream: logStream('LOG', cluster, shard).stream }, opened),
  })
}

function portsOf(
  { keys }: Ground,
  { disk, feeds }: Pick<CloudProcess, 'disk' | 'feeds'>,
  life: Life,
  bus: BusPorts,
): CloudPorts {
  const { clock, nic, random, tap } = life
  return {
    clock,
    random,
    // All replicas of a cloud have the same keys.
    keyring: keys.keyringOf('cloud'),
    ...bus,
    ...disk.mount(clock),
    openFeeds: feeds.mount(clock).openStore,
    kube: kubeClient(nic, 'cloud'),
    http: createSimHttpServer(nic),
    tap,
  }
}

const configOf = (
  { health, pace, shards, mainland }: Ground,
  { replica, adminAt }: PlacedCloud,
): CloudConfig => ({
  cluster,
  replica,
  shards,
  health,
  version: 'sim',
  listen: adminAt,
  path: mainland.logsAt === undefined ? 'mqtt' : 'nats',
  ...cloudPaces[pace],
})
