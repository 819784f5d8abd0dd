// Checks that no replica of the cloud takes a fact twice, on whatever paths it came.
import { takenFact } from '../../bus/up/taken.ts'
import { decodeEnvelope, identityOf } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Appended } from '../logs/log-server.ts'
import { entryIn } from './log-entries.ts'
import type { MakeChecker } from './checker.ts'

/**
 * The checker; it looks at each fact that a replica takes. Where a log has lost what it acknowledged last of a key, who took
 * that goes back to what came before it, as all others have it; and who began an epoch there which nobody else heard of takes
 * what the next owner says in an epoch of the same number: other facts, at other times.
 */
export const factsOnce: MakeChecker = (_view, find) => {
  const taken = new Set<string>()
  const lastOf = new Map<string, string>()
  const logs = lostFacts()
  return {
    name: 'facts once',
    appended: logs.hear,
    fact: ({ stored, envelope: { producer } }) => {
      const fact = takenFact(stored)
      if (fact === undefined) return
      const identity = identityOf(fact)
      const { key: of, hlc } = fact
      const [name, key] = [
        `${producer} ${identity} ${hlc.wallMs}/${hlc.counter}`,
        `${producer} ${of}`,
      ]
      const last = lastOf.get(key)
      const goesBack = last !== undefined && logs.lost.has(last)
      if (taken.has(name) && !goesBack) find(`${producer} took ${identity} twice`)
      taken.add(name)
      lastOf.set(key, identity)
    },
  }
}

/** Facts of entries in whose places others were written later, or whose log began anew. */
function lostFacts() {
  const lost = new Set<string>()
  const logs = new Map<number, Appended[]>()
  const hear = (appended: Appended): void => {
    const entries = logs.get(appended.shard) ?? []
    logs.set(appended.shard, entries)
    const isOver = ({ incarnation, at }: Appended): boolean =>
      incarnation !== appended.incarnation || at >= appended.at
    while (entries.length > 0 && isOver(entries.at(-1) as Appended))
      for (const identity of identitiesIn(entries.pop() as Appended)) lost.add(identity)
    entries.push(appended)
    for (const identity of identitiesIn(appended)) lost.delete(identity)
  }
  return { lost, hear }
}

function identitiesIn({ bytes }: Appended): readonly string[] {
  return (entryIn(bytes)?.envelopes ?? []).flatMap((each) => {
    const envelope = decodeEnvelope(each)
    return isFault(envelope) ? [] : [identityOf(envelope)]
  })
}
