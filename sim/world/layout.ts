// Where everything of a simulated world is: hosts, ports, and the nodes of each site.
import type { Address } from '../../bus/pipe.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'

/** A node and its place. */
export interface PlacedNode {
  readonly node: NodeId
  readonly site: SiteId
  readonly host: string
  readonly podPrefix: string
}

/** Kubernetes listens here. */
export const apiAt: Address = { host: 'kubernetes', port: 6443 }

/** The nodes of each site. */
export function membersOf(
  nodes: readonly PlacedNode[],
): ReadonlyMap<SiteId, readonly PlacedNode[]> {
  const sites = new Map<SiteId, PlacedNode[]>()
  for (const placed of nodes) {
    const members = sites.get(placed.site) ?? []
    members.push(placed)
    sites.set(placed.site, members)
  }
  return sites
}

/** A replica of the cloud, as processes and plans call it. */
export type CloudName = `cloud/${number}`

/** A replica and its place. */
export interface PlacedCloud {
  readonly name: CloudName
  readonly replica: string
  readonly host: string
  /** Its door for commands. */
  readonly adminAt: Address
}

/** Where the mainland is, Kubernetes apart. */
export interface Mainland {
  readonly busAt: Address
  /** Where the bus keeps the logs of shards; undefined where the cloud serves the bus itself, and keeps none. */
  readonly logsAt: Address | undefined
  readonly clouds: readonly PlacedCloud[]
}

/** So many replicas over a bus that is a process of its own; with 0, one that serves the bus itself. */
export function placeMainland(replicas: number): Mainland {
  if (replicas === 0)
    return { busAt: busOn('cloud'), logsAt: undefined, clouds: [placeCloud(0, 'cloud')] }
  const clouds = Array.from({ length: replicas }, (_, i) => placeCloud(i, `cloud-${i}`))
  return { busAt: busOn('bus'), logsAt: { host: 'bus', port: 4223 }, clouds }
}

const busOn = (host: string): Address => ({ host, port: 4222 })

const placeCloud = (replica: number, host: string): PlacedCloud => ({
  name: `cloud/${replica}`,
  replica: String(replica),
  host,
  adminAt: { host, port: 7070 },
})

/** What listens on a node. */
export const nodePorts = { lan: 1883, kubelet: 10_250, healthz: 10_248, api: 10_550 } as const

/** Nodes `<site>-<i>` from 1, each with an address of its own. */
export const placeNodes = (sites: Readonly<Record<string, number>>): readonly PlacedNode[] =>
  Object.entries(sites).flatMap(([site, count], s) =>
    Array.from({ length: count }, (_, i) => ({
      node: nodeId(`${site}-${i + 1}`),
      site: siteId(site),
      host: `10.1.${s + 1}.${i + 1}`,
      podPrefix: `10.${s + 2}.${i + 1}`,
    })),
  )
