// What a shard's log is seeded with when it lost what it held: the last fact per key, from a replica's own journal.
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { replayLane } from '../journal-replay.ts'
import type { Journal, Stored } from '../journal.ts'
import { factTaken } from '../up/taken.ts'

/** What a journal says about itself or about logs is nobody else's. */
const ownKinds: ReadonlySet<string> = new Set([
  'epoch-began',
  'hole-found',
  'dropped',
  'shard-followed',
  'owner-began',
  'log-lost',
  'log-seeded',
])

/** Envelopes of one shard, the last of each key, in the order in which they became the last. */
export function collectSeeds(
  journal: Journal,
  isOurs: (envelope: Envelope) => boolean,
  done: (outcome: readonly Uint8Array[] | Fault) => void,
): void {
  const last = new Map<string, Uint8Array>()
  const take = (facts: readonly Stored[]): void => {
    for (const stored of facts) {
      const fact = told(stored)
      if (fact === undefined || ownKinds.has(fact.envelope.kind) || !isOurs(fact.envelope)) continue
      last.delete(fact.key)
      last.set(fact.key, fact.bytes)
    }
  }
  const next = ([lane, ...rest]: readonly Lane[]): void => {
    if (lane === undefined) return done([...last.values()])
    replayLane(journal, lane, take, (fault) => (fault === undefined ? next(rest) : done(fault)))
  }
  next(lanes)
}

interface Told {
  readonly key: string
  readonly envelope: Envelope
  readonly bytes: Uint8Array
}

/** A fact as others are told of it: what was taken, as it came. */
function told(stored: Stored): Told | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer)) return undefined
  const key = `${stored.lane}/${outer.key}`
  if (outer.kind !== factTaken) return { key, envelope: outer, bytes: stored.envelope }
  const inner = decodeEnvelope(outer.body)
  return isFault(inner) ? undefined : { key, envelope: inner, bytes: outer.body }
}
