// Checks that the cloud has durably taken every fact that the core's journals have, untouched.
import { takenFact } from '../../bus/up/taken.ts'
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
      const missing = own.filter(({ envelope }) => !taken.has(nameOf(envelope)))
      const [first] = missing
      if (first === undefined) continue
      const { lane, seq, kind } = first.envelope
      find(`${node} has ${missing.length} facts the cloud has not, first ${lane} ${seq} ${kind}`)
    }
  },
})

function takenBy(ledger: Ledger, replicas: readonly string[]): ReadonlySet<string> {
  const all = replicas.flatMap((name) => ledger.of(name)).map(({ stored }) => takenFact(stored))
  return new Set(all.flatMap((envelope) => (envelope === undefined ? [] : [nameOf(envelope)])))
}

const nameOf = ({ producer, lane, epoch, seq, kind, key, body }: Envelope): string =>
  `${producer} ${lane} ${epoch} ${seq} ${kind} ${key} ${body.join(' ')}`
