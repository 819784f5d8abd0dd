// The pod of a daemon set on one node: bound to it by affinity, and hardened against what befalls nodes.
import { hashName } from './names.ts'
import type { DaemonSet, Pod, PodSpec, Toleration } from './objects.ts'
import { podFrom } from './workloads.ts'

const hashLabel = 'controller-revision-hash'

const tolerated: readonly Toleration[] = (
  [
    ['not-ready', 'NoExecute'],
    ['unreachable', 'NoExecute'],
    ['disk-pressure', 'NoSchedule'],
    ['memory-pressure', 'NoSchedule'],
    ['pid-pressure', 'NoSchedule'],
    ['unschedulable', 'NoSchedule'],
  ] as const
).map(([name, effect]) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect }))

const templateHash = (set: DaemonSet): string => hashName(set.spec.template)

/** The set's pod for a node. */
export function daemonPod(
  set: DaemonSet,
  node: string,
  names: { readonly name: string; readonly generateName?: string },
): Pod {
  const { template } = set.spec
  const labels = { ...template.metadata?.labels, [hashLabel]: templateHash(set) }
  const spec: PodSpec = {
    ...template.spec,
    affinity: boundTo(node, template.spec.affinity),
    tolerations: [...(template.spec.tolerations ?? []), ...tolerated],
  }
  return podFrom(set, { metadata: { ...template.metadata, labels }, spec }, names)
}

/** The template's affinity, with each of its terms narrowed down to the node. */
function boundTo(node: string, affinity: PodSpec['affinity']): NonNullable<PodSpec['affinity']> {
  const field = { key: 'metadata.name', operator: 'In', values: [node] } as const
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const terms = (required?.nodeSelectorTerms ?? [{}]).map((term) => ({
    ...term,
    matchFields: [...(term.matchFields ?? []), field],
  }))
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
    },
  }
}

/** The node that a daemon's pod is on or meant for. */
export function nodeOf({ spec }: Pod): string | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const fields = required?.nodeSelectorTerms[0]?.matchFields ?? []
  return spec.nodeName ?? fields.find(({ key }) => key === 'metadata.name')?.values?.[0]
}

/** Whether the pod is of the set's present template. */
export const isUpToDate = (set: DaemonSet, pod: Pod): boolean =>
  pod.metadata.labels?.[hashLabel] === templateHash(set)
