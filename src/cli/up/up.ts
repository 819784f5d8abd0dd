// `causeway up`: a whole causeway on this machine, in processes of its own.
import { rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { openDataFolder, type DataFolder } from '../../../bus/adapters/data-folder.ts'
import { withoutCredentials } from '../../../bus/bus-url.ts'
import type { Pace } from '../../health/config.ts'
import { writeUpFile, type Role } from '../data-folder.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { producerId } from '../../kernel/ids.ts'
import { UsageError } from '../exit.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { childName, Children, type ChildSpec } from './children.ts'
import { serveStart, takeNetwork } from './control.ts'
import { writeFiles } from './files.ts'
import { parseSites, planUp, type PlannedNode, type UpPlan } from './plan.ts'
import { Progress } from './progress.ts'
import { busTarget, apiTarget } from './targets.ts'
import { reach } from './reach.ts'
import { furtherKindsOf } from '../roles/further-kinds.ts'
import { cloudSpec, edgeSpec, kubeletSpec, kubernetesSpec, relaySpec } from './specs.ts'
import type { UpSettings } from './specs.ts'
import { untilAllReady } from './watch-ready.ts'
import { commandLine, welcome } from './welcome.ts'

/** Flags of `up`. */
export interface UpOptions {
  readonly sites: string
  readonly bus: string
  readonly pace: Pace
  readonly data: string
  readonly kubeconfig?: string
  readonly mirrorKind: readonly string[]
  readonly belt: string
  readonly hold: string
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
  const given = await serverOf(options.kubeconfig)
  const planOn = planner(options, given)
  const trial = planOn(0) // wrong flags are said before anything is touched
  await reachGiven(options, trial)
  const folder = await outcomeOf<DataFolder>((done) => openDataFolder(data, producerId('up'), done))
  const { net, server } = await takeNetwork()
  try {
    const { pace, bus, kubeconfig, mirrorKind: mirrorKinds, belt, hold } = options
    const asGiven = { pace, bus, kubeconfig, mirrorKinds, belt, hold }
    const settings = { ...asGiven, plan: planOn(net), data, server: given }
    await run(settings, server)
  } finally {
    rmSync(`${data}/up.json`, { force: true })
    server.close()
    server.closeAllConnections()
    await doneOf((done) => folder.close(done))
  }
}

/** The API server of a given kubeconfig; what reads it is large, and seldom needed. */
async function serverOf(kubeconfig: string | undefined): Promise<string | undefined> {
  if (kubeconfig === undefined) return undefined
  const { readKubeconfig } = await import('../../../cloud/adapters/kubeconfig.ts')
  const target = readKubeconfig(kubeconfig)
  if (isFault(target)) throw new Fault(target.code, `--kubeconfig: ${target.message}`)
  return target.url
}

/** Reads the flags; what it answers makes the plan on a network. */
function planner(options: UpOptions, server: string | undefined): (net: number) => UpPlan {
  const sites = parseSites(options.sites)
  furtherKindsOf(options.mirrorKind)
  return (net) => {
    const mainHost = `127.${net}.0.1`
    const bus = busTarget(options.bus, mainHost)
    const api = apiTarget(server, mainHost)
    return planUp(sites, net, { bus, api })
  }
}

/** A given bus and a given cluster must be there. */
async function reachGiven({ bus, kubeconfig }: UpOptions, { targets }: UpPlan): Promise<void> {
  if (bus !== 'embedded') {
    const what = `the bus ${withoutCredentials(bus)}`
    await reach(what, targets.bus, 'start that server, or leave out --bus')
  }
  if (kubeconfig !== undefined) {
    const what = `the API server of ${kubeconfig}`
    await reach(what, targets.api, 'start that cluster, or leave out --kubeconfig')
  }
}

/** Starts everything, waits until it is asked to stop, stops everything; whatever went wrong meanwhile. */
async function run(settings: UpSettings, server: Server): Promise<void> {
  const stopped = untilAsked()
  await writeFiles(settings)
  const children = new Children(settings.data, {
    changed: () => write(settings, children),
    lost: (spec, how) => process.stderr.write(`${lostLine(settings, spec, how)}\n`),
    killed: (spec) => process.stderr.write(`${childName(spec)} did not stop and was killed\n`),
  })
  serveStart(server, (name) => startAgain(settings, children, name))
  const started = startEverything(settings, children)
  try {
    await Promise.race([started, stopped])
    await stopped
    process.stdout.write('\nstopping\n')
  } finally {
    await children.stop(stopOrder)
    // What was still starting ends with the children; only a failure before the end is of interest.
    await started.catch(() => undefined)
  }
}

async function startEverything(settings: UpSettings, children: Children): Promise<void> {
  const progress = new Progress(process.stdout)
  const { nodes } = settings.plan
  const total = nodes.length + 2
  const first = settings.kubeconfig === undefined ? [kubernetesSpec(settings)] : []
  progress.step('starting', 0, total)
  await Promise.all([relaySpec(settings), ...first].map((spec) => children.start(spec)))
  progress.step('starting', 1, total)
  await children.start(cloudSpec(settings))
  let done = 2
  const startNode = async (node: PlannedNode): Promise<void> => {
    const pair = [kubeletSpec(settings, node), edgeSpec(settings, node)]
    await Promise.all(pair.map((spec) => children.start(spec)))
    progress.step('starting', (done += 1), total)
  }
  await Promise.all(nodes.map(startNode))
  await untilAllReady(settings, progress, () => children.closing)
  progress.end(`${nodes.length} nodes are Ready`)
  welcome(settings)
}

/** What a person is told of a process that ended by itself. */
function lostLine(settings: UpSettings, spec: ChildSpec, how: string): string {
  const name = spec.node ?? spec.role
  const again =
    spec.node !== undefined || spec.role === 'cloud'
      ? `\`${commandLine(settings, `start ${name}`)}\` starts it again`
      : 'stop with Ctrl-C and run `causeway up` again'
  return `${childName(spec)} ended (${how}): ${again}`
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
  const { plan, pace, data } = settings
  const bus = withoutCredentials(settings.bus)
  const sites: Record<string, string[]> = {}
  for (const { site, node } of plan.nodes) (sites[site] ??= []).push(node)
  const processes = children.list()
  writeUpFile(data, { control: plan.control, pid: process.pid, bus, pace, sites, processes })
}

function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve())
  })
}
