// A process that runs one cloud for the bench of beats, and tells what it has cost so far.
import { join } from 'node:path'
import { openFileSlots } from '../bus/adapters/file-slots.ts'
import { openHttpServer } from '../bus/adapters/http-server.ts'
import { openLevelStore } from '../bus/adapters/level-store.ts'
import { openNodeKeyring } from '../bus/adapters/node-keyring.ts'
import { openTransport } from '../bus/adapters/open-transport.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import type { Keyring } from '../bus/keyring.ts'
import { assembleCloud, type Cloud } from '../cloud/assemble.ts'
import { cloudPaces } from '../cloud/config.ts'
import { patternOf } from '../schemas/subjects.ts'
import { paces } from '../src/health/config.ts'
import { isFault } from '../src/kernel/fault.ts'
import { random } from '../src/kernel/random.ts'
import type { StatusJson } from '../src/cli/show/status-json.ts'
import { beatTime } from './beat-clock.ts'
import { cluster, shards } from './fleet.ts'
import { fleetKube } from './fleet-kube.ts'
import { outcome } from './outcome.ts'

/** What this process answers to any message. */
export interface CloudCost {
  /** CPU time of all its threads since it began. */
  readonly cpuMs: number
  readonly rssBytes: number
  /** How many durable facts there are. */
  readonly facts: number
}

const [url = '', folder = '', count = ''] = process.argv.slice(2)
const health = paces.real

async function start(nodes: number): Promise<Cloud> {
  const keyring = await outcome<Keyring>((done) => openNodeKeyring(join(folder, 'keys'), done))
  const tap = (): void => {}
  const { silenceMs } = health
  const options = { clock: systemClock, random: random(1), tap, name: 'bus', silenceMs }
  const transport = openTransport(url, options)
  if (isFault(transport)) throw transport
  const time = beatTime(nodes, health.beatMs)
  const cloud = assembleCloud(
    {
      clock: time.clock,
      random: random(2),
      keyring,
      transport: time.telling(transport, patternOf('beat', cluster, {})),
      openStore: (done) => openLevelStore(join(folder, 'journal'), done),
      openSlots: (done) => openFileSlots(join(folder, 'head'), done),
      openFeeds: (done) => openLevelStore(join(folder, 'feeds'), done),
      kube: fleetKube(nodes),
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
  await outcome((done) => cloud.start(done))
  while (!(await knowsKubernetes(cloud))) await new Promise((resolve) => setTimeout(resolve, 100))
  return cloud
}

/** Whether the cloud has read all nodes: beats of nodes it does not know are strangers'. */
async function knowsKubernetes(running: Cloud): Promise<boolean> {
  const { host, port } = running.listener()?.address ?? { host: '', port: 0 }
  const answer = await fetch(`http://${host}:${port}/v1/status`)
  const status = (await answer.json()) as StatusJson
  return status.cloud['kubernetes'] === 'up'
}

const cloud = await start(Number(count))

function cost(): CloudCost {
  const { user, system } = process.cpuUsage()
  const facts = cloud.journal()?.position('state').last ?? 0
  return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss(), facts }
}

process.on('message', () => process.send?.(cost()))
process.on('disconnect', () => cloud.stop(() => process.exit(0)))
process.send?.(cost())
