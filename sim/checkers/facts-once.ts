// Checks that no replica of the cloud takes a fact twice, on whatever paths it came.
import { takenFact } from '../../bus/up/taken.ts'
import { identityOf } from '../../schemas/envelope.ts'
import type { MakeChecker } from './checker.ts'

/** The checker; it looks at each fact that a replica takes. */
export const factsOnce: MakeChecker = (_view, find) => {
  const taken = new Set<string>()
  return {
    name: 'facts once',
    fact: ({ stored, envelope: { producer } }) => {
      const fact = takenFact(stored)
      if (fact === undefined) return
      const identity = identityOf(fact)
      const name = `${producer} ${identity}`
      if (taken.has(name)) find(`${producer} took ${identity} twice`)
      taken.add(name)
    },
  }
}
