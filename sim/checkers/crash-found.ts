// Checks that a machine that died is called failed within a bound, where its peers and the cloud can know, and always in the end.
import type { HealthConfig } from '../../src/health/config.ts'
import type { Verdict } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { settledMs } from '../world/spared.ts'
import type { MakeChecker } from './checker.ts'
import { verdictAfter } from './verdict-of.ts'

/** How soon: everybody can know that the others are well, then twice the silence, because messages get lost. */
export const foundWithinMs = (health: HealthConfig): number =>
  settledMs(health) + 2 * health.silenceMs

/** The checker. */
export const crashFound =
  (health: HealthConfig): MakeChecker =>
  ({ nodes, conditions }, find) => {
    const verdicts = new Map<NodeId, Verdict>()
    const told = new Set<NodeId>()
    return {
      name: 'crash found',
      fact: (fact) => {
        const reached = verdictAfter(fact)
        if (reached !== undefined) verdicts.set(reached.node, reached.verdict)
      },
      look: () => {
        for (const { node } of nodes) {
          const forMs = conditions.forMs(node, 'plainly dead')
          if (forMs < 0) told.delete(node)
          if (forMs < foundWithinMs(health) || verdicts.get(node) === 'failed') continue
          if (!told.has(node)) find(`${node} is dead for ${forMs} ms, and ${verdicts.get(node)}`)
          told.add(node)
        }
      },
      healed: (disagreed) => {
        for (const { node } of nodes)
          if (conditions.forMs(node, 'plainly dead') >= 0 && verdicts.get(node) !== 'failed')
            disagreed(`${node} is dead, and ${verdicts.get(node)}`)
      },
    }
  }
