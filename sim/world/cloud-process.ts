// The process of the cloud, which serves the bus itself, on a disk of its own.
import type { Transport } from '../../bus/transport.ts'
import { assembleCloud } from '../../cloud/assemble.ts'
import type { Cloud } from '../../cloud/assemble.ts'
import { cloudPaces } from '../../cloud/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { createSimDisk } from '../disk/disk.ts'
import type { SimDisk } from '../disk/disk.ts'
import { withFlaws } from '../network/flaws.ts'
import { createSimHttpServer } from '../network/http-server.ts'
import { serveSimBroker } from '../network/sim-broker.ts'
import { same } from '../canaries/canary.ts'
import { cluster, replica } from './ground.ts'
import type { Ground } from './ground.ts'
import type { Follow } from './journal-feed.ts'
import { kubeClient } from './kubernetes-process.ts'
import { adminAt, busAt } from './layout.ts'
import { createProcess } from './process.ts'
import type { Life, WorldProcess } from './process.ts'

/** The cloud, and its face while it runs. */
export interface CloudProcess extends WorldProcess {
  readonly cloud: () => Cloud | undefined
  readonly disk: SimDisk
  /** Where its feeds lie. */
  readonly feeds: SimDisk
}

/** The cloud; `follow` is handed its journal each time it has started. */
export function cloudProcess(ground: Ground, follow: Follow): CloudProcess {
  const disk = createSimDisk(ground.random.fork('disk/cloud'))
  const feeds = createSimDisk(ground.random.fork('feeds/cloud'))
  let cloud: Cloud | undefined
  const begin = (life: Life, started: (fault: Fault | undefined) => void): void =>
    serveBus(ground, life, (transport) => {
      if (isFault(transport)) return started(transport)
      const { cloudPorts = same, cloudConfig = same } = ground.canary
      const begun = assembleCloud(
        cloudPorts(portsOf(ground, { disk, feeds }, life, transport)),
        cloudConfig(configOf(ground)),
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
    name: `cloud/${replica}`,
    host: busAt.host,
    machine: 'cloud',
    begin,
    died: (how) => {
      cloud = undefined
      for (const each of [disk, feeds])
        if (how === 'power') each.crash()
        else each.kill()
    },
  })
  return { ...process, cloud: () => cloud, disk, feeds }
}

function serveBus(
  { health, flaws }: Ground,
  { nic, clock, random }: Life,
  done: (outcome: Transport | Fault) => void,
): void {
  const carry = flaws === undefined ? {} : { carry: withFlaws(flaws, clock, random.fork('flaws')) }
  serveSimBroker({ nic, silenceMs: health.silenceMs, ...carry }, busAt, (outcome) =>
    done(isFault(outcome) ? outcome : outcome.transport),
  )
}

function portsOf(
  { keys }: Ground,
  { disk, feeds }: Pick<CloudProcess, 'disk' | 'feeds'>,
  life: Life,
  transport: Transport,
) {
  const { clock, nic, random, tap } = life
  return {
    clock,
    random,
    keyring: keys.keyringOf(`cloud/${replica}`),
    transport,
    ...disk.mount(clock),
    openFeeds: feeds.mount(clock).openStore,
    kube: kubeClient(nic, 'cloud'),
    http: createSimHttpServer(nic),
    tap,
  }
}

const configOf = ({ health, pace, shards }: Ground) => ({
  cluster,
  replica,
  shards,
  health,
  version: 'sim',
  listen: adminAt,
  path: 'mqtt',
  ...cloudPaces[pace],
})
