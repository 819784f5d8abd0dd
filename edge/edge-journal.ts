// The journal of a node: opened, repaired where it must be, and read back into the hosts.
import type { Journal } from '../bus/journal.ts'
import { openJournal } from '../bus/journal/open-journal.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import { producerId } from '../src/kernel/ids.ts'
import type { EdgePorts } from './ports.ts'

/** The name under which a node's facts are written. */
export const producerOf = (node: NodeId): ProducerId => producerId(`node/${node}`)

/** Opens the node's journal. What was lost is said aloud, and a new epoch begins above it. */
export function openEdgeJournal(
  ports: EdgePorts,
  node: NodeId,
  done: (outcome: Journal | Fault) => void,
): void {
  const { clock, keyring, openStore, openSlots, tap } = ports
  openJournal(
    {
      producer: producerOf(node),
      openStore,
      openSlots,
      hash: keyring.hash,
      clock,
      repair: (_holes, answer) => answer('renew'),
    },
    (opened) => {
      if (isFault(opened)) return done(opened)
      const { journal, outcome, losses } = opened
      const lost = losses.length > 0 ? { losses } : {}
      tap(losses.length > 0 ? 'error' : 'info', 'journal opened', { outcome, ...lost })
      done(journal)
    },
  )
}
