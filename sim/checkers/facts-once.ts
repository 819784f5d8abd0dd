// Checks that the cloud takes no fact of a node twice, on whatever paths it came.
import { takenFact } from '../../bus/up/taken.ts'
import { identityOf } from '../../schemas/envelope.ts'
import type { MakeChecker } from './checker.ts'

/** The checker; it looks at each fact that the cloud takes. */
export const factsOnce: MakeChecker = (_view, find) => {
  const taken = new Set<string>()
  return {
    name: 'facts once',
    fact: ({ stored }) => {
      const fact = takenFact(stored)
      if (fact === undefined) return
      const identity = identityOf(fact)
      if (taken.has(identity)) find(`the cloud took ${identity} twice`)
      taken.add(identity)
    },
  }
}
