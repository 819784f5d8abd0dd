// The journal of a replica: read back, and kept within bounds.
import type { Journal } from '../bus/journal.ts'
import { replayFacts } from '../bus/journal-facts.ts'
import type { Fact } from '../src/facts.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { producerId, sequence } from '../src/kernel/ids.ts'
import type { ProducerId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { CloudPorts } from './ports.ts'

/** The name under which a replica's facts are written. */
export const producerOf = (replica: string): ProducerId => producerId(`cloud/${replica}`)

/** More facts than this are folded into the last of each key, but for the newest half. */
const tailFactsMax = 200_000

/** Reads all facts back; those of newer versions stay where they are and are only counted. */
export function replayInto(
  ports: Pick<CloudPorts, 'tap'>,
  journal: Journal,
  each: (fact: Fact, hlc: Hlc) => void,
  done: (fault: Fault | undefined) => void,
): void {
  replayFacts(journal, ['state'], each, (outcome) => {
    if (isFault(outcome)) return done(outcome)
    if (outcome.unknown > 0) ports.tap('warn', 'facts not understood', { count: outcome.unknown })
    done(undefined)
  })
}

/** Compacts whenever the tail has grown too long. */
export function boundTail(journal: Journal): () => void {
  let busy = false
  return journal.listen(() => {
    const { checkpoint, last } = journal.position('state')
    if (busy || last - checkpoint <= tailFactsMax) return
    busy = true
    journal.compact('state', sequence(last - tailFactsMax / 2), () => {
      busy = false
    })
  })
}
