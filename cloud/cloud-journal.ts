// The journal of a replica: under which name it is written, and how it is read back.
import type { Journal } from '../bus/journal.ts'
import { replayFacts } from '../bus/journal-facts.ts'
import type { FactEars } from '../bus/journal-facts.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { producerId } from '../src/kernel/ids.ts'
import type { ProducerId } from '../src/kernel/ids.ts'
import type { CloudPorts } from './ports.ts'

/** The name under which a replica's facts are written. */
export const producerOf = (replica: string): ProducerId => producerId(`cloud/${replica}`)

/** Reads all facts back; those of newer versions stay where they are and are only counted. */
export function replayInto(
  ports: Pick<CloudPorts, 'tap'>,
  journal: Journal,
  ears: FactEars,
  done: (fault: Fault | undefined) => void,
): void {
  replayFacts(journal, ['state'], ears, (outcome) => {
    if (isFault(outcome)) return done(outcome)
    if (outcome.unknown > 0) ports.tap('warn', 'facts not understood', { count: outcome.unknown })
    done(undefined)
  })
}
