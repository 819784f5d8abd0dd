// Whether a pod may be put on a node, or why not, in the scheduler's own words.
import { containsAll, satisfies } from './labels.ts'
import type { Node, NodeSelectorTerm, Pod, Taint } from './objects.ts'
import { untolerated } from './tolerations.ts'

/** The reason for which `pod` cannot go to `node`; undefined when it can. `podsThere` counts those it has. */
export function whyNot(pod: Pod, node: Node, podsThere: number): string | undefined {
  if (!matchesNode(pod, node)) return "node(s) didn't match Pod's node affinity/selector"
  const [taint] = repelling(pod, node)
  if (taint?.key === unschedulableTaint.key) return 'node(s) were unschedulable'
  if (taint !== undefined)
    return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`
  const podsMax = Number(node.status?.allocatable?.['pods'] ?? 0)
  return podsThere >= podsMax ? tooManyPods : undefined
}

/** The taints that keep the pod away; a cordoned node counts as tainted before its taint is there. */
function repelling(pod: Pod, { spec }: Node): readonly Taint[] {
  const cordon = spec.unschedulable === true ? [unschedulableTaint] : []
  const taints = [...cordon, ...(spec.taints ?? [])]
  return untolerated(taints, pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute'])
}

/** The reason that would go if other pods went. */
export const tooManyPods = 'Too many pods'

/** The taint of a cordoned node. */
export const unschedulableTaint = {
  key: 'node.kubernetes.io/unschedulable',
  effect: 'NoSchedule',
} as const

/** Whether the node has what the pod's selector and required affinity ask for. */
export function matchesNode({ spec }: Pod, node: Node): boolean {
  if (!containsAll(node.metadata.labels ?? {}, spec.nodeSelector ?? {})) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required?.nodeSelectorTerms.some((term) => matchesTerm(term, node)) ?? true
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node) {
  if (matchExpressions.length + matchFields.length === 0) return false
  const fields = { 'metadata.name': node.metadata.name }
  return (
    matchExpressions.every((each) => satisfies(node.metadata.labels ?? {}, each)) &&
    matchFields.every((each) => satisfies(fields, each))
  )
}
