// Checks that the cloud has durably taken every fact that the core's journals have, untouched.
import { takenFact } from '../../bus/up/taken.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { replica } from '../world/ground.ts'
import type { Ledger } from '../world/ledger.ts'
import type { MakeChecker } from './checker.ts'

/** The checker; it looks once all is healed. */
export const factsApplied: MakeChecker = ({ core, ledger }) => ({
  name: 'facts applied',
  healed: (find) => {
    const taken = takenOf(ledger)
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

function takenOf(ledger: Ledger): ReadonlySet<string> {
  const all = ledger.of(`cloud/${replica}`).map(({ stored }) => takenFact(stored))
  return new Set(all.flatMap((envelope) => (envelope === undefined ? [] : [nameOf(envelope)])))
}

const nameOf = ({ producer, lane, epoch, seq, kind, key, body }: Envelope): string =>
  `${producer} ${lane} ${epoch} ${seq} ${kind} ${key} ${body.join(' ')}`
