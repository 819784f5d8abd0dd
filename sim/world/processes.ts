// All processes of a simulated world, and how a plan names them.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Target } from '../plans/step.ts'
import type { BusProcess } from './bus-process.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { EdgeProcess } from './edge-process.ts'
import type { KubernetesProcess } from './kubernetes-process.ts'
import type { WorldProcess } from './process.ts'

/** The processes. */
export interface Processes {
  readonly kubernetes: KubernetesProcess
  /** Undefined where the cloud serves the bus itself. */
  readonly bus: BusProcess | undefined
  /** The replicas of the cloud, at least one. */
  readonly clouds: readonly CloudProcess[]
  readonly edges: ReadonlyMap<NodeId, EdgeProcess>
  readonly kubelets: ReadonlyMap<NodeId, WorldProcess>
}

/** In the order of their start. */
export const allOf = ({
  kubernetes,
  bus,
  clouds,
  edges,
  kubelets,
}: Processes): readonly WorldProcess[] => [
  kubernetes,
  ...(bus === undefined ? [] : [bus]),
  ...clouds,
  ...edges.values(),
  ...kubelets.values(),
]

/** The process that a plan means; undefined for one that is not there. */
export function processOf(all: Processes, what: Target): WorldProcess | undefined {
  switch (what.role) {
    case 'kubernetes':
      return all.kubernetes
    case 'bus':
      return all.bus
    case 'cloud':
      return all.clouds.find(({ name }) => name === what.name)
    case 'edge':
      return all.edges.get(what.node)
    case 'kubelet':
      return all.kubelets.get(what.node)
  }
}
