// Facts over a journal: where a host's durable facts go, and how they are read back at a start.
import { decodeEnvelope } from '../schemas/envelope.ts'
import { factFromEnvelope, factToDraft } from '../schemas/fact-codec.ts'
import { kinds, type Fact, type Lane } from '../src/facts.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { FactSink } from './host.ts'
import type { Journal, Stored } from './journal.ts'
import { replayLane } from './journal-replay.ts'
import { factTaken } from './up/taken.ts'

/** A sink for any host whose facts are among ours. */
export function journalSink<F extends Fact>(journal: Journal): FactSink<F> {
  return {
    isDurable: (fact) => kinds[fact.kind].lane !== 'volatile',
    append: (_key, facts, hlc, done) =>
      journal.append(
        facts.map((fact) => factToDraft(fact, hlc)),
        (outcome) => done(isFault(outcome) ? outcome : undefined),
      ),
  }
}

/** Reads the own facts of some lanes back, each lane in its order; `done` tells how many were not understood. */
export function replayFacts(
  journal: Journal,
  lanes: readonly Lane[],
  each: (fact: Fact, hlc: Hlc) => void,
  done: (outcome: { readonly unknown: number } | Fault) => void,
): void {
  let unknown = 0
  const take = (stored: readonly Stored[]): void => {
    for (const { envelope } of stored) if (!understood(envelope, each)) unknown += 1
  }
  const next = (i: number): void => {
    const lane = lanes[i]
    if (lane === undefined) return done({ unknown })
    replayLane(journal, lane, take, (fault) => (fault === undefined ? next(i + 1) : done(fault)))
  }
  next(0)
}

function understood(bytes: Uint8Array, each: (fact: Fact, hlc: Hlc) => void): boolean {
  const envelope = decodeEnvelope(bytes)
  if (isFault(envelope)) return false
  if (envelope.kind === factTaken) return true
  const fact = factFromEnvelope(envelope)
  if (isFault(fact) || fact.kind === 'unknown-fact') return false
  each(fact, envelope.hlc)
  return true
}
