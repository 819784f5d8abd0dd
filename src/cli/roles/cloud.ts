// `causeway cloud`: one replica of the cloud side.
import { openFileSlots } from '../../../bus/adapters/file-slots.ts'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { openLevelStore } from '../../../bus/adapters/level-store.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Cancel } from '../../../bus/clock.ts'
import { formatAddress } from '../../../bus/address.ts'
import { openAuthority } from '../../../cloud/adapters/authority-file.ts'
import type { KubeTarget } from '../../../cloud/adapters/kubeconfig.ts'
import { installDefinitions } from '../../../cloud/install-definitions.ts'
import { assembleCloud } from '../../../cloud/assemble.ts'
import type { CertificateAuthority } from '../../../cloud/authority/certificate-authority.ts'
import { beltPaces, checkConfig, cloudPaces, type CloudConfig } from '../../../cloud/config.ts'
import type { HistoryBounds } from '../../../cloud/history.ts'
import type { CloudPorts } from '../../../cloud/ports.ts'
import { definitions } from '../../../schemas/crds/all.ts'
import { paces, type HealthConfig, type Pace } from '../../health/config.ts'
import { isFault } from '../../kernel/fault.ts'
import { UsageError } from '../exit.ts'
import { addressOf } from '../host-port.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { parseDuration } from '../time.ts'
import { readTrustFile } from '../keys/trust-file.ts'
import { sayReady, untilStopped } from '../under-up.ts'
import { busPath, checkBus, dialCloudBus, serveBus } from './bus.ts'
import { furtherKindsOf } from './further-kinds.ts'
import { countOf, freshRandom, openFolder } from './system.ts'
import { roleTap } from './tap.ts'
import { webhookPort, webhooksOf } from './webhooks.ts'
import type { WebhookFlags } from './webhooks.ts'

/** Flags of `cloud`. */
export interface CloudFlags extends WebhookFlags {
  readonly bus: string
  readonly busListen: string
  readonly data: string
  readonly listen: string
  readonly pace: Pace
  readonly cluster: string
  readonly replica: string
  readonly shards: string
  readonly copies: string
  readonly keys?: string
  readonly kubeconfig?: string
  /** How much of the past stays fact by fact: a duration, and megabytes. */
  readonly keep: string
  readonly keepMb: string
  /** File of the nodes' public keys; without it the first key of each node is trusted. */
  readonly trust?: string
  /** Whether it installs the definitions of applications at its start. */
  readonly installCrds?: boolean
  /** What every node's mirror has besides the usual kinds. */
  readonly mirrorKind: readonly string[]
  /** Whether admission policies hold nodes too, while the cloud is away. */
  readonly belt: 'on' | 'off'
  readonly hold: HealthConfig['holdBy']
}

/** The bus that the cloud serves itself. */
const embedded = 'embedded'

/** Runs until stopped. */
export async function cloud(flags: CloudFlags, version: string): Promise<void> {
  // Whatever is wrong is said before a folder is made.
  const config = configOf(flags, version)
  const wrong = checkConfig(config)
  if (wrong !== undefined) throw wrong
  const busListen = addressOf('--bus-listen', flags.busListen)
  if (flags.bus !== embedded) checkBus(flags.bus)
  const target = await kubeTarget(flags.kubeconfig)
  const random = freshRandom()
  const tap = roleTap('cloud')
  const copies = countOf('--copies', flags.copies, 5)
  const { folder, keyring } = await openFolder(flags.data, `cloud/${flags.replica}`, flags.keys)
  const parts = { random: random.fork('bus'), tap, silenceMs: config.health.silenceMs }
  const bus =
    flags.bus === embedded
      ? await serveBus(busListen, parts)
      : await dialCloudBus(flags.bus, { ...parts, cluster: config.cluster, copies })
  const keys = flags.keys ?? `${flags.data}/keys`
  const authority = await outcomeOf<CertificateAuthority>((done) =>
    openAuthority(`${keys}/authority.pem`, `causeway-${flags.cluster}`, done),
  )
  const kube = target === undefined ? undefined : openHttpClient(target)
  const ports: CloudPorts = {
    clock: systemClock,
    random,
    keyring,
    transport: bus.transport,
    openStore: (done) => openLevelStore(`${flags.data}/journal`, done),
    openSlots: (done) => openFileSlots(`${flags.data}/head`, done),
    openFeeds: (done) => openLevelStore(`${flags.data}/feeds`, done),
    ...(bus.openLog === undefined ? {} : { openLog: bus.openLog }),
    kube,
    http: openHttpServer(),
    authority,
    ...(await webhookPort(config.webhooks, authority)),
    tap,
  }
  const stopInstalling = flags.installCrds === true ? await install(ports) : () => undefined
  const replicaOfCloud = assembleCloud(ports, config)
  await outcomeOf((done) => replicaOfCloud.start((fault) => done(fault)))
  const admin = replicaOfCloud.listener()?.address ?? config.listen
  sayReady({ admin: formatAddress(admin) })
  await untilStopped()
  stopInstalling()
  await doneOf((done) => replicaOfCloud.stop(done))
  await bus.close()
  kube?.close()
  await doneOf((done) => folder.close(done))
}

const installWaitMs = 3_000

/** Installs the definitions; who reads their kinds finds them, unless Kubernetes takes too long. */
async function install({ kube, clock, random, tap }: CloudPorts): Promise<Cancel> {
  if (kube === undefined) return () => undefined
  const ports = { kube, clock, random: random.fork('definitions'), tap }
  let cancel: Cancel = () => undefined
  await doneOf((done) => {
    const late = clock.after(installWaitMs, done)
    cancel = installDefinitions(ports, definitions, () => {
      late()
      done()
    })
  })
  return cancel
}

function configOf(flags: CloudFlags, version: string): CloudConfig {
  const { cluster, replica, pace } = flags
  return {
    cluster,
    replica,
    shards: countOf('--shards', flags.shards, 9_999),
    health: { ...paces[pace], holdBy: flags.hold },
    belt: { ...beltPaces[pace], isWorn: flags.belt === 'on' },
    webhooks: webhooksOf(flags),
    version,
    listen: addressOf('--listen', flags.listen),
    path: flags.bus === embedded ? 'mqtt' : busPath(flags.bus),
    ...cloudPaces[pace],
    feeds: { further: furtherKindsOf(flags.mirrorKind) },
    history: historyOf(flags),
    trust: flags.trust === undefined ? undefined : readTrustFile(flags.trust),
  }
}

function historyOf({ keep, keepMb }: CloudFlags): HistoryBounds {
  const keepMs = parseDuration(keep)
  if (keepMs === undefined)
    throw new UsageError(`--keep: expected a time such as 7d or 12h, got "${keep}"`)
  if (!/^\d{1,9}$/.test(keepMb))
    throw new UsageError(`--keep-mb: expected megabytes such as 1000, got "${keepMb}"`)
  return { keepMs, keepBytes: Number(keepMb) * 1_000_000 }
}

/** The cluster of a kubeconfig, or the one this runs in; without either the cloud runs alone. */
async function kubeTarget(kubeconfig: string | undefined): Promise<KubeTarget | undefined> {
  // A library of 70 MB, which who is only told what is wrong with his flags need not wait for.
  const { inClusterTarget, readKubeconfig } = await import('../../../cloud/adapters/kubeconfig.ts')
  const target = kubeconfig === undefined ? inClusterTarget() : readKubeconfig(kubeconfig)
  if (isFault(target)) throw target
  return target
}
