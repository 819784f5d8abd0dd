// The facts about what peers say of pods.
import type { NodeId } from '../kernel/ids.ts'

/** Facts of a node about a peer's words (key: the peer). */
export type SitePodsFact = {
  /** The peer `node` spoke, signed, of a pod of another node; that had no effect. */
  readonly kind: 'pod-word-refused'
  readonly node: NodeId
  /** Namespace and name of the pod, its uid, and the node that it is on. */
  readonly pod: string
  readonly uid: string
  readonly of: string
}
