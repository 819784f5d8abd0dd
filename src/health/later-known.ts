// What it means that Kubernetes loses sight of a node whose Lease is renewed: it once saw a later renewal than we know of.
import type { NodeId } from '../kernel/ids.ts'
import type { Moment } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import type { NodeFact } from './facts.ts'
import type { NodeSeen } from './inputs.ts'
import type { NodeSoft } from './node-state.ts'

/** How much further each leap goes than the last, so that even days are soon made up for. */
const factor = 8

/**
 * A kubelet's clock was ahead and has been set right while nobody of us looked. How far ahead, only trying tells: a later
 * time is taken for known, again and again, until a renewal beyond it counts.
 */
export function laterKnown(
  node: NodeId,
  { lease, seen: before }: NodeSoft,
  seen: NodeSeen,
  { mono, config }: Moment<HealthConfig>,
): readonly NodeFact[] {
  const lost = before !== undefined && before.ready !== 'Unknown' && seen.ready === 'Unknown'
  if (!lost || lease === undefined || mono - lease.at >= config.leaseGraceMs / 2) return []
  const { renewMicros, latestMicros } = lease
  const gapMicros = Math.max(config.leaseGraceMs * 1_000, latestMicros - renewMicros)
  const later = { own: true, renewMicros, heldMicros: latestMicros + factor * gapMicros }
  return [{ kind: 'lease-observed', node, seen: later, ageMs: config.leaseGraceMs }]
}
