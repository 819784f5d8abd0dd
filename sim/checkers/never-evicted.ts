// Checks that no pod is evicted from a node that must be held.
import type { HealthConfig } from '../../src/health/config.ts'
import type { Change } from '../../src/objects/collection.ts'
import { heldBecause, settledMs } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'
import { recentFailures } from './recent-failures.ts'

/** The checker. Workloads never shrink here, so whoever deletes a pod that is bound evicts it. */
export const neverEvicted =
  (health: HealthConfig): MakeChecker =>
  (view, find) => {
    const failures = recentFailures(view.now, settledMs(health))
    return {
      name: 'never evicted',
      fact: failures.hear,
      change: (resource, change) => {
        if (resource !== 'pods' || !leaves(change)) return
        const { metadata, spec } = change.object as typeof change.object & Bound
        const node = placedOf(view, spec?.nodeName)
        if (node === undefined || failures.has(node)) return
        const why = heldBecause(view.conditions, node, health)
        if (why !== undefined) find(`${metadata.name} leaves ${node} although ${why}`)
      },
    }
  }

interface Bound {
  readonly spec?: { readonly nodeName?: string }
}

function leaves({ type, object, previous }: Change): boolean {
  if (type === 'ADDED' || previous?.metadata.deletionTimestamp !== undefined) return false
  return type === 'DELETED' || object.metadata.deletionTimestamp !== undefined
}
