// How long kubelets may keep Secrets and ConfigMaps they have read: an annotation of each node, by the number of nodes.
import { nothing } from './controller.ts'
import type { Controller } from './controller.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import { merge } from './write.ts'

const ttlAnnotation = 'node.alpha.kubernetes.io/ttl'

/** Seconds from so many nodes on. */
const steps = [
  { nodes: 0, seconds: 0 },
  { nodes: 101, seconds: 15 },
  { nodes: 501, seconds: 30 },
  { nodes: 1001, seconds: 60 },
  { nodes: 2001, seconds: 300 },
]

/** Keeps the annotation of nodes. */
export const nodeTtl: Controller = {
  name: 'ttl-controller',
  account: 'system:serviceaccount:kube-system:ttl-controller',
  watches: [{ kind: kinds.nodes, keys: ({ object }) => [object.metadata.name] }],
  reconcile: (key, seen) => {
    const node = getOf(seen, kinds.nodes, key)
    if (node === undefined) return nothing
    const count = listOf(seen, kinds.nodes).length
    const wanted = String(steps.findLast(({ nodes }) => nodes <= count)?.seconds ?? 0)
    if (node.metadata.annotations?.[ttlAnnotation] === wanted) return nothing
    return {
      writes: [
        merge(kinds.nodes, node, { metadata: { annotations: { [ttlAnnotation]: wanted } } }),
      ],
    }
  },
}
