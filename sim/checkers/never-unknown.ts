// Checks that Kubernetes never loses sight of a node that must be held: its Ready does not turn Unknown.
import type { HealthConfig } from '../../src/health/config.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Node } from '../kube/controllers/objects.ts'
import { heldBecause, settledMs } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'
import { recentFailures } from './recent-failures.ts'

/** The checker. */
export const neverUnknown =
  (health: HealthConfig): MakeChecker =>
  (view, find) => {
    const failures = recentFailures(view.now, settledMs(health))
    return {
      name: 'never unknown',
      fact: failures.hear,
      change: (resource, { object, previous }) => {
        if (resource !== 'nodes' || !isUnknown(object)) return
        if (previous === undefined || isUnknown(previous)) return
        const node = placedOf(view, object.metadata.name)
        if (node === undefined || failures.has(node)) return
        const why = heldBecause(view.conditions, node, health)
        if (why !== undefined) find(`${node} turns Unknown although ${why}`)
      },
    }
  }

const isUnknown = (object: KubeObject): boolean =>
  (object as Node).status?.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'Unknown',
  ) === true
