// The addresses of one node: who holds which, as facts tell it.
// A1. An address is one pod's at a time: it is given only where nobody holds it, or its pod itself asks again.
// A2. A pod of the same name gets the address it had: after a reboot at once, else once it was released.
// A3. An address that is released, or was held before a reboot, goes to others after a grace only.
// A4. Nothing is given before it was learned, in this epoch of the journal, what the runtime runs.
// A5. The end of a sandbox releases what that very sandbox holds, so a late one takes nothing from its successor.
import type { Process, Stamp } from '../kernel/process.ts'
import { decideAddresses } from './addresses-decide.ts'
import type {
  AddressHard,
  AddressInput,
  AddressRules,
  AddressSoft,
  AskRuntime,
} from './address-state.ts'
import type { AddressFact } from './facts.ts'

/** The rules. */
export const addressProcess: Process<
  AddressHard,
  AddressSoft,
  AddressInput,
  AddressFact,
  AskRuntime,
  AddressRules
> = {
  initial: () => ({
    hard: { holdings: new Map(), learnedEpoch: 0 },
    soft: { epoch: undefined, sinceMs: undefined, releasedMs: new Map(), gone: [] },
  }),
  decide: decideAddresses,
  evolve: ({ hard, soft }, fact, stamp) => ({
    hard: evolveHard(hard, fact),
    soft: evolveSoft(soft, fact, stamp),
  }),
  reconcile: ({ hard, soft }) => {
    const { epoch } = soft
    if (epoch === undefined || epoch === hard.learnedEpoch) return { actions: [] }
    return { actions: [{ kind: 'ask-runtime', key: 'runtime', epoch }] }
  },
}

function evolveHard(hard: AddressHard, fact: AddressFact): AddressHard {
  if (fact.kind === 'addresses-learned') return { ...hard, learnedEpoch: fact.epoch }
  if (fact.kind !== 'address-given' && fact.kind !== 'address-released') return hard
  const holdings = new Map(hard.holdings)
  const before = holdings.get(fact.address)
  if (fact.kind === 'address-given') {
    const { kind: _kind, node: _node, ...holding } = fact
    holdings.delete(fact.address) // what was given last stands last
    holdings.set(fact.address, { ...holding, released: false })
  } else if (before !== undefined) holdings.set(fact.address, { ...before, released: true })
  return { ...hard, holdings }
}

function evolveSoft(soft: AddressSoft, fact: AddressFact, { mono }: Stamp): AddressSoft {
  switch (fact.kind) {
    case 'journal-observed':
      return { ...soft, epoch: fact.epoch, sinceMs: soft.sinceMs ?? mono }
    case 'addresses-learned':
      return { ...soft, gone: [] }
    case 'sandbox-gone':
      return { ...soft, gone: [...soft.gone, fact] }
    case 'address-released': {
      if (mono === undefined) return soft
      return { ...soft, releasedMs: new Map(soft.releasedMs).set(fact.address, mono) }
    }
    default:
      return soft
  }
}
