// Checks that no pod is evicted from a node that must be held.
import type { Verdict } from '../../src/health/words.ts'
import type { HealthConfig } from '../../src/health/config.ts'
import type { Change } from '../../src/objects/collection.ts'
import { heldBecause, settledMs } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'
import { verdictOf } from './verdict-of.ts'

/**
 * The checker. Workloads never shrink here, so whoever deletes a pod that is bound evicts it. A node that became failed
 * when it might may be emptied until that is taken back, and for a moment after.
 */
export const neverEvicted =
  (health: HealthConfig): MakeChecker =>
  (view, find) => {
    const verdicts = new Map<string, { readonly verdict: Verdict; readonly failedMs: number }>()
    const wasFailed = (node: string): boolean => {
      const { verdict, failedMs } = verdicts.get(node) ?? {
        verdict: 'healthy',
        failedMs: -Infinity,
      }
      return verdict === 'failed' || view.now() - failedMs < settledMs(health)
    }
    return {
      name: 'never evicted',
      fact: (fact) => {
        const reached = verdictOf(fact)
        if (reached === undefined) return
        const { node, verdict } = reached
        const before = verdicts.get(node)
        const failed = verdict === 'failed' || before?.verdict === 'failed'
        const failedMs = failed ? view.now() : (before?.failedMs ?? -Infinity)
        verdicts.set(node, { verdict, failedMs })
      },
      change: (resource, change) => {
        if (resource !== 'pods' || !leaves(change)) return
        const { metadata, spec } = change.object as typeof change.object & Bound
        const node = placedOf(view, spec?.nodeName)
        if (node === undefined || wasFailed(node)) return
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
