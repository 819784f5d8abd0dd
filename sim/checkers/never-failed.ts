// Checks that no node is called failed that is alive and heard, reached by its peers, or cut off with its whole site.
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { HealthConfig } from '../../src/health/config.ts'
import { sparedBecause } from '../world/spared.ts'
import { placedOf } from './checker.ts'
import type { MakeChecker } from './checker.ts'

/** The checker, for the periods of one pace. */
export const neverFailed =
  (health: HealthConfig): MakeChecker =>
  (view, find) => ({
    name: 'never failed',
    fact: ({ envelope }) => {
      if (envelope.kind !== 'verdict-reached') return
      const fact = factFromEnvelope(envelope)
      if (isFault(fact) || fact.kind !== 'verdict-reached' || fact.verdict !== 'failed') return
      const node = placedOf(view, fact.node)
      const why = node && sparedBecause(view.conditions, node, health)
      if (why !== undefined) find(`${fact.node} is failed although ${why}`)
    },
  })
