// All processes of a simulated world, and how a plan names them.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Target } from '../plans/step.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { EdgeProcess } from './edge-process.ts'
import type { KubernetesProcess } from './kubernetes-process.ts'
import type { WorldProcess } from './process.ts'

/** The processes. */
export interface Processes {
  readonly kubernetes: KubernetesProcess
  readonly cloud: CloudProcess
  readonly edges: ReadonlyMap<NodeId, EdgeProcess>
  readonly kubelets: ReadonlyMap<NodeId, WorldProcess>
}

/** In the order of their start. */
export const allOf = ({
  kubernetes,
  cloud,
  edges,
  kubelets,
}: Processes): readonly WorldProcess[] => [
  kubernetes,
  cloud,
  ...edges.values(),
  ...kubelets.values(),
]

/** The process that a plan means; undefined for a node that is not there. */
export function processOf(all: Processes, what: Target): WorldProcess | undefined {
  switch (what.role) {
    case 'kubernetes':
      return all.kubernetes
    case 'cloud':
      return all.cloud
    case 'edge':
      return all.edges.get(what.node)
    case 'kubelet':
      return all.kubelets.get(what.node)
  }
}
