// `causeway cloud`: one replica of the cloud side.
import { openFileSlots } from '../../../bus/adapters/file-slots.ts'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { formatAddress } from '../../../bus/address.ts'
import {
  inClusterTarget,
  readKubeconfig,
  type KubeTarget,
} from '../../../cloud/adapters/kubeconfig.ts'
import { assembleCloud } from '../../../cloud/assemble.ts'
import { cloudPaces } from '../../../cloud/config.ts'
import type { CloudPorts } from '../../../cloud/ports.ts'
import { paces, type Pace } from '../../health/config.ts'
import { isFault } from '../../kernel/fault.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { sayReady, untilStopped } from '../under-up.ts'
import { dialBus, serveBus } from './bus.ts'
import { addressOf, freshRandom, openFolder } from './system.ts'
import { roleTap } from './tap.ts'

/** Flags of `cloud`. */
export interface CloudFlags {
  readonly bus: string
  readonly busListen: string
  readonly data: string
  readonly listen: string
  readonly pace: Pace
  readonly cluster: string
  readonly replica: string
  readonly shards: string
  readonly kubeconfig?: string
}

/** Runs until stopped. */
export async function cloud(flags: CloudFlags, version: string): Promise<void> {
  const random = freshRandom()
  const tap = roleTap('cloud')
  const health = paces[flags.pace]
  const listen = addressOf('--listen', flags.listen)
  const target = kubeTarget(flags.kubeconfig)
  const { folder, keyring } = await openFolder(flags.data, `cloud/${flags.replica}`)
  const parts = { random: random.fork('bus'), tap, silenceMs: health.silenceMs }
  const bus =
    flags.bus === 'embedded' ? await serveBus(flags.busListen, parts) : dialBus(flags.bus, parts)
  const kube = target === undefined ? undefined : openHttpClient(target)
  const ports: CloudPorts = {
    clock: systemClock,
    random,
    keyring,
    transport: bus.transport,
    openStore: (done) => openLevelStore(`${flags.data}/journal`, done),
    openSlots: (done) => openFileSlots(`${flags.data}/head`, done),
    openFeeds: (done) => openLevelStore(`${flags.data}/feeds`, done),
    kube,
    http: openHttpServer(),
    tap,
  }
  const { cluster, replica, shards } = flags
  const path = bus.path
  const config = { cluster, replica, shards: Number(shards), health, version, listen, path }
  const replicaOfCloud = assembleCloud(ports, { ...config, ...cloudPaces[flags.pace] })
  await outcomeOf((done) => replicaOfCloud.start((fault) => done(fault)))
  const admin = replicaOfCloud.listener()?.address ?? listen
  sayReady({ admin: formatAddress(admin) })
  await untilStopped()
  await doneOf((done) => replicaOfCloud.stop(done))
  await bus.close()
  kube?.close()
  await doneOf((done) => folder.close(done))
}

/** The cluster of a kubeconfig, or the one this runs in; without either the cloud runs alone. */
function kubeTarget(kubeconfig: string | undefined): KubeTarget | undefined {
  const target = kubeconfig === undefined ? inClusterTarget() : readKubeconfig(kubeconfig)
  if (isFault(target)) throw target
  return target
}
