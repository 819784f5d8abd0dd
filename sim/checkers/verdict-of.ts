// The verdict that a fact of the cloud reached or declared.
import type { Verdict } from '../../src/health/words.ts'
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Acknowledged } from '../world/ledger.ts'

/** A node and its verdict; undefined for every other fact. */
export function verdictOf({
  envelope,
}: Acknowledged): { readonly node: NodeId; readonly verdict: Verdict } | undefined {
  if (envelope.kind !== 'verdict-reached' && envelope.kind !== 'verdict-declared') return undefined
  const fact = factFromEnvelope(envelope)
  if (isFault(fact)) return undefined
  return fact.kind === 'verdict-reached' || fact.kind === 'verdict-declared' ? fact : undefined
}

/** The same, where a node that is enrolled, perhaps again, begins healthy. */
export function verdictAfter(
  fact: Acknowledged,
): { readonly node: NodeId; readonly verdict: Verdict } | undefined {
  if (fact.envelope.kind !== 'node-enrolled') return verdictOf(fact)
  const enrolled = factFromEnvelope(fact.envelope)
  return isFault(enrolled) || enrolled.kind !== 'node-enrolled'
    ? undefined
    : { node: enrolled.node, verdict: 'healthy' }
}
