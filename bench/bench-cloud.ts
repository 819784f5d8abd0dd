// One cloud as the benches run it: a process of its own with its journal on LevelDB, and what it has cost so far.
import { join } from 'node:path'
import { openFileSlots } from '../bus/adapters/file-slots.ts'
import { openHttpServer } from '../bus/adapters/http-server.ts'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { openNodeKeyring } from '../bus/adapters/node-keyring.ts'
import type { Clock } from '../bus/clock.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { assembleCloud, type Cloud } from '../cloud/assemble.ts'
import { cloudPaces } from '../cloud/config.ts'
import { paces } from '../src/health/config.ts'
import { random } from '../src/kernel/random.ts'
import { dialCloudBus } from '../src/cli/roles/bus.ts'
import type { StatusJson } from '../src/cli/show/status-json.ts'
import { cluster, shards } from './fleet.ts'
import { fleetKube, type FleetKube } from './fleet-kube.ts'
import { meter, type SigningMeter } from './signing-meter.ts'
import { outcome } from './outcome.ts'

/** What a cloud's process is told. */
export interface CloudOrder {
  /** So many changes happen in Kubernetes, in what all nodes follow. */
  readonly changes?: number
  /** Nodes are in units from now on. */
  readonly unite?: true
  /** A node goes into another unit. */
  readonly move?: { readonly node: number; readonly unit: number }
}

/** What a cloud's process answers to any message. */
export interface CloudCost {
  /** CPU time of all its threads since it began. */
  readonly cpuMs: number
  readonly rssBytes: number
  /** How many durable facts there are. */
  readonly facts: number
  /** How long its loop was busy by the clock, and with signatures, made and verified. */
  readonly busyMs: number
  readonly signingMs: number
  /** When the node was moved. */
  readonly movedAtMs?: number
}

/** Where a cloud runs, and on which time. */
export interface BenchCloud {
  readonly url: string
  readonly folder: string
  readonly nodes: number
  /** The site of node number `n`. */
  readonly siteOf: (n: number) => string
  readonly clock: Clock
  readonly through?: (transport: Transport) => Transport
  /** Whether signatures are measured. */
  readonly metered?: boolean
}

const health = paces.real

/** Starts a cloud that has read its nodes, and answers every message of the parent with what it has cost. */
export async function runCloud(options: BenchCloud): Promise<void> {
  const keys = await outcome<Keyring>((done) => openNodeKeyring(join(options.folder, 'keys'), done))
  const signing = options.metered === true ? meter(keys) : { keyring: keys, spentMs: () => 0 }
  const kube = fleetKube(options.nodes, options.siteOf)
  const cloud = await assembled(options, kube, signing.keyring)
  await outcome((done) => cloud.start(done))
  while (!(await knowsKubernetes(cloud))) await new Promise((resolve) => setTimeout(resolve, 100))
  process.on('message', ({ changes = 0, unite, move }: CloudOrder) => {
    const cost = costOf(cloud, signing)
    kube.change(changes)
    if (unite === true) kube.unite()
    const moved = move === undefined ? {} : { movedAtMs: kube.move(move.node, move.unit) }
    process.send?.({ ...cost, ...moved })
  })
  process.on('disconnect', () => cloud.stop(() => process.exit(0)))
  process.send?.(costOf(cloud, signing))
}

async function assembled(bench: BenchCloud, kube: FleetKube, keyring: Keyring): Promise<Cloud> {
  const { url, folder, clock, through } = bench
  const tap = (): void => {}
  const { silenceMs } = health
  const parts = { random: random(1), tap, silenceMs, cluster, copies: 1 }
  const { transport, openLog } = await dialCloudBus(url, parts)
  return assembleCloud(
    {
      clock,
      random: random(2),
      keyring,
      transport: through?.(transport) ?? transport,
      openStore: (done) => openLevelStore(join(folder, 'journal'), done),
      openSlots: (done) => openFileSlots(join(folder, 'head'), done),
      openFeeds: (done) => openLevelStore(join(folder, 'feeds'), done),
      ...(openLog === undefined ? {} : { openLog }),
      kube: kube.client,
      http: openHttpServer(),
      tap,
    },
    {
      ...cloudPaces.real,
      cluster,
      replica: 'a',
      shards,
      health,
      version: '0',
      listen: { host: '127.0.0.1', port: 0 },
      path: 'nats',
    },
  )
}

/** Whether the cloud has read all nodes: beats of nodes it does not know are strangers'. */
async function knowsKubernetes(running: Cloud): Promise<boolean> {
  const { host, port } = running.listener()?.address ?? { host: '', port: 0 }
  const answer = await fetch(`http://${host}:${port}/v1/status`)
  const status = (await answer.json()) as StatusJson
  return status.cloud['kubernetes'] === 'up'
}

function costOf(cloud: Cloud, signing: SigningMeter): CloudCost {
  const { user, system } = process.cpuUsage()
  const facts = cloud.journal()?.position('state').last ?? 0
  return {
    cpuMs: (user + system) / 1000,
    rssBytes: process.memoryUsage.rss(),
    facts,
    busyMs: performance.eventLoopUtilization().active,
    signingMs: signing.spentMs(),
  }
}
