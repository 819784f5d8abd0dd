// A lane's way up when no path works: its facts as signed batches in a file, and the owner's answers brought back.
import { sameBytes } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { encodeBatch } from '../../schemas/batch.ts'
import type { Batch } from '../../schemas/batch.ts'
import type { Applied } from '../../schemas/down.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { inTurn } from '../journal/pages.ts'
import type { Journal } from '../journal.ts'
import type { Keyring } from '../keyring.ts'
import { nextBatch, questionOf } from './batch-of.ts'
import { judgeApplied } from './judge-applied.ts'
import { uplinkBounds } from './uplink-parts.ts'

/** After which sequence of each lane facts are written out; where none is named, after what is confirmed. */
export type After = Readonly<Partial<Record<Lane, Sequence>>>

/** What was written out of one lane: `facts` facts up to its last. */
export interface WrittenLane {
  readonly lane: Lane
  readonly after: Sequence
  readonly last: Sequence
}

/** Signed batches of all lanes. */
export interface Written {
  readonly lanes: readonly WrittenLane[]
  readonly batches: readonly Uint8Array[]
}

/**
 * All facts after `after` as signed batches, and of each lane a question, so that the owner says where it stands even if
 * it has them all. GONE when `after` is before what the journal still has one by one.
 */
export function writeBatches(
  { journal, sign }: { readonly journal: Journal; readonly sign: Keyring['sign'] },
  after: After,
  done: (outcome: Written | Fault) => void,
): void {
  const batches: Uint8Array[] = []
  const written: WrittenLane[] = []
  const put = (batch: Batch): void => {
    const as = { context: 'batch', signer: journal.producer } as const
    batches.push(sealSigned(as, encodeBatch(batch), sign))
  }
  const writeFrom = (lane: Lane, at: Sequence, next: (fault: Fault | undefined) => void): void =>
    nextBatch(journal, lane, { after: at, bounds: uplinkBounds }, (batch) => {
      if (isFault(batch)) return next(batch)
      put(batch ?? questionOf(journal, lane))
      if (batch === undefined) return next(undefined)
      writeFrom(lane, sequence(batch.from + batch.envelopes.length - 1), next)
    })
  inTurn(
    lanes,
    (lane, next) => {
      const { confirmed, last } = journal.position(lane)
      const from = after[lane] ?? confirmed
      if (from > last) return next(beyond(lane, from, last))
      written.push({ lane, after: from, last })
      writeFrom(lane, from, next)
    },
    (fault) => done(fault ?? { lanes: written, batches }),
  )
}

const beyond = (lane: Lane, from: number, last: number): Fault =>
  new Fault('GONE', `expected a sequence of ${lane} up to its last, ${last}, got ${from}`)

/**
 * Takes an answer that was brought back, its signature being checked: the lane is confirmed as far as the owner has it.
 * CONFLICT when the owner has another history than this journal.
 */
export function takeAnswer(
  journal: Journal,
  claim: Applied,
  done: (outcome: 'confirmed' | 'known' | Fault) => void,
): void {
  const { lane } = claim
  const position = journal.position(lane)
  const judged = judgeApplied(position, claim)
  const isOurs = judged.kind === 'compare' && judged.licence
  journal.chainAt(lane, isOurs ? claim.upTo : position.last, (chain) => {
    if (isFault(chain)) return done(chain)
    if (claim.upTo <= position.confirmed) return done('known')
    if (!isOurs || !sameBytes(chain, claim.chain)) return done(conflictOf(claim))
    journal.confirm(lane, claim.upTo)
    done('confirmed')
  })
}

function conflictOf({ lane, epoch, upTo }: Applied): Fault {
  const text = `expected an answer about ${lane} of this journal, got one up to ${upTo} of epoch ${epoch}`
  return new Fault('CONFLICT', `${text}: the cloud knows another history; let the agent link up`)
}
