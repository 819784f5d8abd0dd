// `causeway up`: a whole causeway on this machine, in processes of its own.
import { rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { openDataFolder, type DataFolder } from '../../../bus/adapters/data-folder.ts'
import type { Pace } from '../../health/config.ts'
import { writeUpFile, type Role } from '../data-folder.ts'
import { producerId } from '../../kernel/ids.ts'
import { UsageError } from '../exit.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { Children } from './children.ts'
import { serveStart, takeNetwork } from './control.ts'
import { writeFiles } from './files.ts'
import { parseSites, planUp, type PlannedNode, type UpPlan } from './plan.ts'
import { Progress } from './progress.ts'
import { busTarget, apiTarget } from './targets.ts'
import { cloudSpec, edgeSpec, kubeletSpec, kubernetesSpec, relaySpec } from './specs.ts'
import type { UpSettings } from './specs.ts'
import { untilAllReady } from './watch-ready.ts'
import { welcome } from './welcome.ts'

/** Flags of `up`. */
export interface UpOptions {
  readonly sites: string
  readonly bus: string
  readonly pace: Pace
  readonly data: string
  readonly kubeconfig?: string
}

const stopOrder: readonly (readonly Role[])[] = [
  ['edge', 'kubelet'],
  ['cloud'],
  ['kubernetes'],
  ['relay'],
]

/** Runs until it is asked to stop; then stops everything in order. */
export async function up(options: UpOptions): Promise<void> {
  const data = resolve(options.data)
  const planOn = planner(options)
  planOn(0) // wrong flags are said before anything is touched
  const folder = await outcomeOf<DataFolder>((done) => openDataFolder(data, producerId('up'), done))
  const { net, server } = await takeNetwork()
  try {
    const { pace, bus, kubeconfig } = options
    await run({ plan: planOn(net), data, pace, bus, kubeconfig }, server)
  } finally {
    rmSync(`${data}/up.json`, { force: true })
    server.close()
    server.closeAllConnections()
    await doneOf((done) => folder.close(done))
  }
}

/** Reads the flags; what it answers makes the plan on a network. */
function planner(options: UpOptions): (net: number) => UpPlan {
  const sites = parseSites(options.sites)
  return (net) => {
    const mainHost = `127.${net}.0.1`
    const bus = busTarget(options.bus, mainHost)
    const api = apiTarget(options.kubeconfig, mainHost)
    return planUp(sites, net, { bus, api })
  }
}

/** Starts everything, waits until it is asked to stop, stops everything. */
async function run(settings: UpSettings, server: Server): Promise<void> {
  const stopped = untilAsked()
  await writeFiles(settings)
  const children = new Children(settings.data, () => write(settings, children))
  serveStart(server, (name) => startAgain(settings, children, name))
  await Promise.race([startEverything(settings, children), stopped])
  await stopped
  process.stdout.write('\nstopping\n')
  for (const roles of stopOrder) await children.stop(roles)
}

async function startEverything(settings: UpSettings, children: Children): Promise<void> {
  const progress = new Progress(process.stdout)
  try {
    const { nodes } = settings.plan
    const first = settings.kubeconfig === undefined ? [kubernetesSpec(settings)] : []
    progress.step('starting', 0, nodes.length + 2)
    await Promise.all([relaySpec(settings), ...first].map((spec) => children.start(spec)))
    await children.start(cloudSpec(settings))
    let done = 2
    const startNode = async (node: PlannedNode): Promise<void> => {
      const pair = [kubeletSpec(settings, node), edgeSpec(settings, node)]
      await Promise.all(pair.map((spec) => children.start(spec)))
      progress.step('starting', (done += 1), nodes.length + 2)
    }
    await Promise.all(nodes.map(startNode))
    await untilAllReady(settings, progress)
    progress.end(`${nodes.length} nodes are Ready`)
    welcome(settings)
  } catch (error) {
    for (const roles of stopOrder) await children.stop(roles)
    throw error
  }
}

/** Starts what was killed of a node, or the cloud; answers what it started. */
async function startAgain(
  settings: UpSettings,
  children: Children,
  name: string,
): Promise<readonly string[]> {
  const node = settings.plan.nodes.find((one) => one.node === name)
  if (node === undefined && name !== 'cloud') {
    const names = settings.plan.nodes.map((one) => one.node).join(', ')
    throw new UsageError(`expected cloud or one of ${names}, got "${name}"`)
  }
  const specs =
    node === undefined
      ? [cloudSpec(settings)]
      : [kubeletSpec(settings, node), edgeSpec(settings, node)]
  const before = children.list().map((one) => one.pid)
  await Promise.all(specs.map((spec) => children.start(spec)))
  const fresh = children.list().filter((one) => !before.includes(one.pid))
  return fresh.map((one) => (one.node === undefined ? one.role : `${one.role} of ${one.node}`))
}

function write(settings: UpSettings, children: Children): void {
  const { plan, bus, pace, data } = settings
  const sites: Record<string, string[]> = {}
  for (const { site, node } of plan.nodes) (sites[site] ??= []).push(node)
  const processes = children.list()
  writeUpFile(data, { control: plan.control, pid: process.pid, bus, pace, sites, processes })
}

function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
