// The health of one node, in the cloud: beats, ballots and Leases in; verdict and hold out.
// H-1. `failed` needs both: the cloud does not hear the node, and its peers have settled `dead`.
// H-2. A worse verdict needs a judge that has listened, unbroken, for a full window.
// H-3. A node is held from the first second until it is `failed`, its kubelet is dead or the hold ends.
// H-4. A failed session ends: only a newer incarnation, its kubelet, its peers or an operator lift it.
import type { Process } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import type { NodeFact } from './facts.ts'
import type { NodeAction, NodeInput } from './inputs.ts'
import { decideNode } from './node-decide.ts'
import { evolveNode } from './node-evolve.ts'
import { reconcileNode } from './node-reconcile.ts'
import { unknownNode, type NodeHard, type NodeSoft } from './node-state.ts'

/** The process of a node; its key is the node's name. */
export const nodeHealth: Process<
  NodeHard,
  NodeSoft,
  NodeInput,
  NodeFact,
  NodeAction,
  HealthConfig
> = {
  initial: unknownNode,
  decide: decideNode,
  evolve: evolveNode,
  reconcile: reconcileNode,
}
