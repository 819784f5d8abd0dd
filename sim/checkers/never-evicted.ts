// Checks that no pod is evicted from a node that must be held.
import type { HealthConfig } from '../../src/health/config.ts'
import { heldBecause } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'

/** The checker. Workloads never shrink here, so whoever deletes a pod that is bound evicts it. */
export const neverEvicted =
  (health: HealthConfig): MakeChecker =>
  (view, find) => ({
    name: 'never evicted',
    change: (resource, { type, object, previous }) => {
      if (resource !== 'pods' || type === 'ADDED') return
      const before = previous?.metadata.deletionTimestamp
      if (before !== undefined) return
      if (type === 'MODIFIED' && object.metadata.deletionTimestamp === undefined) return
      const { nodeName } = (object['spec'] ?? {}) as { readonly nodeName?: string }
      const node = placedOf(view, nodeName)
      const why = node && heldBecause(view.conditions, node, health)
      if (why !== undefined) find(`${object.metadata.name} leaves ${node} although ${why}`)
    },
  })
