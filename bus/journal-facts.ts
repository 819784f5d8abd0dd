// Facts over a journal: where a host's durable facts go, and how they are read back at a start.
import { decodeEnvelope } from '../schemas/envelope.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { factFromEnvelope, factToDraft } from '../schemas/fact-codec.ts'
import { kinds, type Fact, type Lane } from '../src/facts.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { FactSink } from './host.ts'
import type { Draft, Journal, Stored } from './journal.ts'
import { replayLane } from './journal-replay.ts'
import { factTaken, isCloud } from './up/taken.ts'

/** A sink for any host whose facts are among ours, into the own journal. */
export const journalSink = <F extends Fact>(journal: Journal): FactSink<F> =>
  draftSink(intoJournal(journal))

/** Where the drafts of a key's facts go: all of one call together, or none. */
export interface DraftSink {
  /** Whether facts of this key are ours to write. */
  readonly owns: (key: string) => boolean
  readonly append: (
    key: string,
    drafts: readonly Draft[],
    done: (fault: Fault | undefined) => void,
  ) => void
}

/** Everything is ours, and goes into the own journal. */
export const intoJournal = (journal: Journal): DraftSink => ({
  owns: () => true,
  append: (_key, drafts, done) =>
    journal.append(drafts, (outcome) => done(isFault(outcome) ? outcome : undefined)),
})

/** A sink for any host whose facts are among ours. */
export function draftSink<F extends Fact>({ owns, append }: DraftSink): FactSink<F> {
  return {
    isDurable: (fact) => kinds[fact.kind].lane !== 'volatile',
    owns,
    append: (key, facts, hlc, done) =>
      append(
        key,
        facts.map((fact) => factToDraft(fact, hlc)),
        done,
      ),
  }
}

/** Who is told of facts that are read back. */
export interface FactEars {
  /** Of the own facts, and of the cloud's, whichever replica wrote them. */
  readonly own: (fact: Fact, hlc: Hlc) => void
  /** Of the facts of nodes that the cloud has taken; left out, nobody is. */
  readonly ofNode?: (envelope: Envelope) => void
}

/** Reads the facts of some lanes back, each lane in its order; `done` tells how many were not understood. */
export function replayFacts(
  journal: Journal,
  lanes: readonly Lane[],
  ears: FactEars,
  done: (outcome: { readonly unknown: number } | Fault) => void,
): void {
  let unknown = 0
  const take = (stored: readonly Stored[]): void => {
    for (const { envelope } of stored) if (!understood(envelope, ears)) unknown += 1
  }
  const next = (i: number): void => {
    const lane = lanes[i]
    if (lane === undefined) return done({ unknown })
    replayLane(journal, lane, take, (fault) => (fault === undefined ? next(i + 1) : done(fault)))
  }
  next(0)
}

function understood(bytes: Uint8Array, { own, ofNode }: FactEars): boolean {
  const envelope = decodeEnvelope(bytes)
  if (isFault(envelope)) return false
  if (envelope.kind !== factTaken) return told(envelope, own)
  const inner = decodeEnvelope(envelope.body)
  if (isFault(inner)) return false
  if (isCloud(inner.producer)) return told(inner, own)
  ofNode?.(inner)
  return true
}

function told(envelope: Envelope, each: (fact: Fact, hlc: Hlc) => void): boolean {
  const fact = factFromEnvelope(envelope)
  if (isFault(fact) || fact.kind === 'unknown-fact') return false
  each(fact, envelope.hlc)
  return true
}
