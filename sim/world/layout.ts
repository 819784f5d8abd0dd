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

/** The cloud serves the bus here, and its door for commands beside it. */
export const busAt: Address = { host: 'cloud', port: 4222 }
export const adminAt: Address = { host: 'cloud', port: 7070 }

/** What listens on a node. */
export const nodePorts = { lan: 1883, kubelet: 10_250, healthz: 10_248 } as const

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
