// What Kubernetes says of nodes and Leases, handed to the processes of the nodes.
import type { Part } from '../bus/lifecycle.ts'
import { nodeSeen } from '../src/health/node-seen.ts'
import { kubernetesKey } from '../src/health/kubernetes.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { Belt } from './belt/belt.ts'
import type { Core } from './core.ts'
import type { Feeds } from './feeds/feeds.ts'
import type { KubeSide } from './kube-side.ts'
import { leaseSeen } from './lease-renewal.ts'

/** Reads Kubernetes into the core while it runs. */
export function kubePart(
  { hosts: { nodes, kubernetes } }: Core,
  kube: KubeSide,
  feeds: Feeds,
  belt: Belt | undefined,
): Part {
  kube.whenRight((has) => belt?.right(has))
  return kube.part({
    node: (node, object) => {
      const seen = object === undefined ? undefined : nodeSeen(object)
      nodes.post(node, { kind: 'node-seen', seen })
      feeds.node(node, object)
    },
    lease: (node, object, isOlder) => {
      const seen = leaseSeen(object)
      if (seen === undefined) return
      nodes.post(node, { kind: 'lease-seen', seen: { ...seen, own: seen.own || isOlder } })
    },
    nodesSynced: (there) => {
      for (const key of nodes.keys()) {
        const node = nodeId(key)
        if (!there.has(node)) nodes.post(node, { kind: 'node-seen', seen: undefined })
      }
      feeds.nodesRead()
    },
    restored: (path, fall) => kubernetes.post(kubernetesKey, { kind: 'restored', path, ...fall }),
  })
}
