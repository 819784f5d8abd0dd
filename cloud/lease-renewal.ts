// A node's Lease renewed in its kubelet's place, and how to tell the two renewals apart.
import type { LeaseSeen, NodeAction } from '../src/health/inputs.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { WallMs } from '../src/kernel/time.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { microTimestamp, parseMicros } from '../src/objects/timestamp.ts'

/** Carries the `renewTime` that the holder wrote; a kubelet keeps it and changes `renewTime` alone. */
export const heldAnnotation = 'causeway.io/held-renewal'

interface LeaseSpec {
  readonly renewTime?: string
  readonly [field: string]: unknown
}

const specOf = (lease: KubeObject): LeaseSpec => (lease['spec'] ?? {}) as LeaseSpec

/** What matters of a Lease; undefined while it was never renewed. */
export function leaseSeen(lease: KubeObject): LeaseSeen | undefined {
  const { renewTime } = specOf(lease)
  const renewMicros = renewTime === undefined ? undefined : parseMicros(renewTime)
  if (renewMicros === undefined) return undefined
  const held = lease.metadata.annotations?.[heldAnnotation]
  const heldMicros = held === undefined ? undefined : parseMicros(held)
  return { own: held === renewTime, renewMicros, heldMicros }
}

/** Later than what, and how far the own clock is believed. */
export type Later = Pick<Extract<NodeAction, { kind: 'renew-lease' }>, 'afterMicros' | 'leapMs'>

/** The Lease as it is to be written: renewed now, but later than ever before and not by much, whatever clocks say. */
export function renewed(
  lease: KubeObject,
  wall: WallMs,
  { afterMicros, leapMs }: Later,
): KubeObject {
  const stored = parseMicros(specOf(lease).renewTime ?? '') ?? wall * 1_000 - 1
  const after = Math.max(stored, afterMicros)
  const now = wall * 1_000
  const believed = now > after && now <= after + leapMs * 1_000
  const renewTime = microTimestamp(believed ? now : after + 1)
  const annotations = { ...lease.metadata.annotations, [heldAnnotation]: renewTime }
  return {
    ...lease,
    metadata: { ...lease.metadata, annotations },
    spec: { ...specOf(lease), renewTime },
  }
}

/** A Lease for a node that has none. */
export function newLease(node: NodeId, uid: string): KubeObject {
  const owner = { apiVersion: 'v1', kind: 'Node', name: node, uid }
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node, namespace: 'kube-node-lease', ownerReferences: [owner] },
    spec: { holderIdentity: node, leaseDurationSeconds: 40 },
  }
}
