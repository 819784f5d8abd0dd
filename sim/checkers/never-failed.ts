// Checks that no node is called failed that is alive and heard, reached by its peers, or cut off with its whole site.
import type { HealthConfig } from '../../src/health/config.ts'
import { sparedBecause } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'
import { verdictOf } from './verdict-of.ts'

/** The checker, for the periods of one pace. */
export const neverFailed =
  (health: HealthConfig): MakeChecker =>
  (view, find) => ({
    name: 'never failed',
    fact: (fact) => {
      const reached = verdictOf(fact)
      const node = placedOf(view, reached?.node)
      if (node === undefined || reached?.verdict !== 'failed') return
      const why = sparedBecause(view.conditions, node, health)
      if (why !== undefined) find(`${node} is failed although ${why}`)
    },
  })
