// Which nodes must be spared: those that no rule of health allows to be failed, and whose pods must stay.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { HealthConfig } from '../../src/health/config.ts'
import type { Conditions } from './conditions.ts'

/** How long something must have been so that everybody can know it. */
export const settledMs = ({ silenceMs, reportPeriods, roundMs }: HealthConfig): number =>
  2 * silenceMs + reportPeriods * roundMs

/** Why a node must not be `failed` now; undefined when it may be. */
export function sparedBecause(
  { forMs }: Conditions,
  node: NodeId,
  health: HealthConfig,
): string | undefined {
  const enoughMs = settledMs(health)
  if (forMs(node, 'kubelet') < enoughMs || forMs(node, 'told') < 0) return undefined
  if (forMs(node, 'heard') >= enoughMs) return 'it is heard'
  if (forMs(node, 'vouched') >= enoughMs) return 'its peers reach it, or too few run'
  return forMs(node, 'site silent') >= 0 ? 'its whole site is silent' : undefined
}

/** Why no pod may be evicted from a node now; undefined when it may be. */
export function heldBecause(
  conditions: Conditions,
  node: NodeId,
  health: HealthConfig,
): string | undefined {
  if (conditions.forMs(node, 'mainland') < settledMs(health)) return undefined
  if (conditions.forMs(node, 'clock') < 0) return undefined
  return sparedBecause(conditions, node, health)
}
