// Folding tail facts into the base: the last fact of each key stays, and the sum follows.
import { baseDigest, sumMinus, sumPlus } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Lane } from '../../src/facts.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Store, Write } from '../store.ts'
import type { Checkpoint } from './checkpoint.ts'
import { baseName } from './names.ts'
import { inTurn } from './pages.ts'
import { encodeBase, readBase } from './record.ts'
import type { BaseRecord } from './record.ts'

/** What the base counts and sums to. */
export type Sums = Pick<Checkpoint, 'count' | 'sum'>

/** The writes of a fold, and what the base comes to with them. */
export interface Folded extends Sums {
  readonly writes: readonly Write[]
}

/** Folds facts of one lane; a base that holds a later fact of the same key keeps it. */
export function fold(
  at: { readonly store: Store; readonly lane: Lane; readonly hash: Hash },
  before: Sums,
  facts: readonly BaseRecord[],
  done: (outcome: Folded | Fault) => void,
): void {
  const latest = new Map<string, BaseRecord>()
  for (const fact of facts) {
    const envelope = decodeEnvelope(fact.envelope)
    if (isFault(envelope)) return done(envelope)
    const name = baseName(at.lane, envelope.key)
    if ((latest.get(name)?.seq ?? 0) < fact.seq) latest.set(name, fact)
  }
  const writes: Write[] = []
  let { count, sum } = before
  const put = (name: string, fact: BaseRecord, old: BaseRecord | undefined): void => {
    if (old !== undefined && old.seq >= fact.seq) return
    const rest = old === undefined ? sum : sumMinus(sum, digestOf(at.hash, name, old))
    sum = sumPlus(rest, digestOf(at.hash, name, fact))
    count += old === undefined ? 1 : 0
    writes.push({ put: name, value: encodeBase(fact) })
  }
  inTurn(
    [...latest],
    ([name, fact], next) =>
      at.store.get(name, (bytes) => {
        if (isFault(bytes)) return next(bytes)
        put(name, fact, bytes === undefined ? undefined : readBase(bytes))
        next(undefined)
      }),
    (fault) => done(fault ?? { writes, count, sum }),
  )
}

const digestOf = (hash: Hash, key: string, fact: BaseRecord): Uint8Array =>
  baseDigest(hash, { key, seq: fact.seq, envelope: fact.envelope })
