// What `up` will run: nodes, loopback addresses, doors of the relay. Pure.
import type { Door, RelayPlan } from '../relay/plan.ts'
import { UsageError } from '../exit.ts'

/** One node of `up`. */
export interface PlannedNode {
  readonly node: string
  readonly site: string
  /** Its address on the LAN, as others see it. */
  readonly lanHost: string
  /** Where its own servers really listen, behind the relay. */
  readonly ownHost: string
  /** The first three numbers of its pods' addresses. */
  readonly podPrefix: string
}

/** Everything `up` runs, and where. */
export interface UpPlan {
  readonly nodes: readonly PlannedNode[]
  /** The address of the mainland: Kubernetes, cloud, embedded bus. */
  readonly mainHost: string
  readonly control: string
  readonly targets: Targets
  readonly relay: RelayPlan
}

/** The ports that every address of the plan uses alike. */
export const ports = {
  bus: 4222,
  api: 6443,
  lan: 1883,
  kubelet: 10250,
  healthz: 10248,
  local: 10550,
  dns: 10053,
  proxy: 8080,
  admin: 7070,
  webhooks: 7443,
  relay: 7098,
  control: 7099,
} as const

/** Where the bus and the API server really are. */
export interface Targets {
  readonly bus: string
  readonly api: string
}

/** Parses `site-a=3,site-b=2`. */
export function parseSites(text: string): ReadonlyMap<string, number> {
  const sites = new Map<string, number>()
  for (const part of text.split(',')) {
    const match = /^([a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?)=([0-9]{1,3})$/.exec(part.trim())
    const site = match?.[1]
    const count = Number(match?.[3])
    if (site === undefined || count < 1 || count > 200 || sites.has(site)) {
      throw new UsageError(
        `--sites: expected NAME=COUNT[,NAME=COUNT…] with distinct lower-case names and counts 1 to 200, got "${text}"`,
      )
    }
    sites.set(site, count)
  }
  if (sites.size > 100)
    throw new UsageError(`--sites: expected at most 100 sites, got ${sites.size}`)
  const nodes = [...sites.values()].reduce((sum, count) => sum + count, 0)
  if (nodes > nodesMax)
    throw new UsageError(`--sites: expected at most ${nodesMax} nodes in all, got ${nodes}`)
  return sites
}

/** The first networks of the `up`s of one machine: 127.77, 127.79 and so on to 127.123. */
export const networks: readonly number[] = Array.from({ length: 24 }, (_, at) => 77 + 2 * at)

/** Of 127.128 to 127.247 the pods of each `up` have five. */
const podNetworks = 5
const nodesMax = podNetworks * 256

/** The pods of the second `up` get 127.133.0.x on its first node, and 127.134.1.x on its 258th. */
function podPrefixOf(net: number, index: number): string {
  const second = 128 + podNetworks * networks.indexOf(net) + Math.floor(index / 256)
  return `127.${second}.${index % 256}`
}

/** Lays out the nodes on the loopback networks 127.<net> (as seen) and 127.<net + 1> (behind the relay). */
export function layOut(sites: ReadonlyMap<string, number>, net: number): readonly PlannedNode[] {
  const nodes = [...sites].flatMap(([site, count], s) =>
    Array.from({ length: count }, (_, i) => ({
      node: `${site}-${i + 1}`,
      site,
      lanHost: `127.${net}.${s + 1}.${i + 1}`,
      ownHost: `127.${net + 1}.${s + 1}.${i + 1}`,
    })),
  )
  return nodes.map((node, index) => ({ ...node, podPrefix: podPrefixOf(net, index) }))
}

/** The whole plan on the networks of `net`. */
export function planUp(sites: ReadonlyMap<string, number>, net: number, targets: Targets): UpPlan {
  const nodes = layOut(sites, net)
  const mainHost = `127.${net}.0.1`
  return {
    nodes,
    mainHost,
    control: `${mainHost}:${ports.control}`,
    targets,
    relay: {
      control: `${mainHost}:${ports.relay}`,
      doors: nodes.flatMap((node) => doorsOf(node, targets)),
      hosts: Object.fromEntries(nodes.map((node) => [node.lanHost, node.node])),
    },
  }
}

function doorsOf({ node, lanHost, ownHost }: PlannedNode, targets: Targets): readonly Door[] {
  const door = (kind: Door['kind'], port: number, target: string): Door => {
    return { kind, node, listen: `${lanHost}:${port}`, target }
  }
  return [
    door('bus', ports.bus, targets.bus),
    door('api', ports.api, targets.api),
    door('lan', ports.lan, `${ownHost}:${ports.lan}`),
    door('kubelet', ports.kubelet, `${ownHost}:${ports.kubelet}`),
  ]
}
