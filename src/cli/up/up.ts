// `causeway up`: a whole causeway on this machine, in processes of its own.
import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Pace } from '../../health/config.ts'
import { writeUpFile, type Role } from '../data-folder.ts'
import { UsageError } from '../exit.ts'
import { Children } from './children.ts'
import { serveStart, takeNetwork } from './control.ts'
import { writeFiles } from './files.ts'
import { parseSites, planUp, type PlannedNode } from './plan.ts'
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
  const sites = parseSites(options.sites)
  const { net, server } = await takeNetwork()
  const stopped = untilAsked()
  try {
    const settings = await settle(options, sites, net)
    const children = new Children(settings.data, () => write(settings, children))
    serveStart(server, (name) => startAgain(settings, children, name))
    const progress = new Progress(process.stdout)
    const started = startEverything(settings, children, progress)
    await Promise.race([started, stopped])
    await stopped
    process.stdout.write('\nstopping\n')
    for (const roles of stopOrder) await children.stop(roles)
    rmSync(`${settings.data}/up.json`, { force: true })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

async function settle(
  options: UpOptions,
  sites: ReadonlyMap<string, number>,
  net: number,
): Promise<UpSettings> {
  const data = resolve(options.data)
  mkdirSync(data, { recursive: true })
  const mainHost = `127.${net}.0.1`
  const bus = busTarget(options.bus, mainHost)
  const api = apiTarget(options.kubeconfig, mainHost)
  const plan = planUp(sites, net, { bus, api })
  const settings = {
    plan,
    data,
    pace: options.pace,
    bus: options.bus,
    kubeconfig: options.kubeconfig,
  }
  await writeFiles(settings)
  return settings
}

async function startEverything(
  settings: UpSettings,
  children: Children,
  progress: Progress,
): Promise<void> {
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
