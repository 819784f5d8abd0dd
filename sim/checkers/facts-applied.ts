// Checks that the cloud has durably taken every fact that the core's journals have, untouched, or a copy of it.
import { takenFact } from '../../bus/up/taken.ts'
import { identityOf } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Ledger } from '../world/ledger.ts'
import type { MakeChecker } from './checker.ts'

/** The checker; it looks once all is healed. */
export const factsApplied: MakeChecker = ({ core, ledger, processes }) => ({
  name: 'facts applied',
  healed: (find) => {
    const taken = takenBy(
      ledger,
      processes.clouds.map(({ name }) => name),
    )
    for (const { node } of core) {
      const own = ledger.of(`node/${node}`)
      const missing = own.filter(
        ({ envelope }) => !taken.has(nameOf(envelope)) && !taken.has(copyOf(envelope)),
      )
      const [first] = missing
      if (first === undefined) continue
      const { lane, seq, kind } = first.envelope
      find(`${node} has ${missing.length} facts the cloud has not, first ${lane} ${seq} ${kind}`)
    }
  },
})

function takenBy(ledger: Ledger, replicas: readonly string[]): ReadonlySet<string> {
  const all = replicas.flatMap((name) => ledger.of(name)).map(({ stored }) => takenFact(stored))
  return new Set(all.flatMap((envelope) => (envelope === undefined ? [] : namesOf(envelope))))
}

const nameOf = ({ producer, lane, epoch, seq, kind, key, body }: Envelope): string =>
  `${producer} ${lane} ${epoch} ${seq} ${kind} ${key} ${body.join(' ')}`

/** What a later epoch repeats of one that nobody can take any more names what it repeats as its cause. */
const namesOf = (envelope: Envelope): readonly string[] =>
  envelope.cause === undefined
    ? [nameOf(envelope)]
    : [nameOf(envelope), copied(envelope.cause, envelope)]

const copyOf = (envelope: Envelope): string => copied(identityOf(envelope), envelope)

const copied = (of: string, { kind, key, body }: Envelope): string =>
  `copy of ${of} ${kind} ${key} ${body.join(' ')}`
