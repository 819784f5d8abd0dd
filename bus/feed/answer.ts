// An owner's answer to one question about a feed, read from its store.
import type { EncodableAnswer } from '../../schemas/sync-answer.ts'
import { limits } from '../../schemas/limits.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { SyncAsk } from '../../src/mirror/sync.ts'
import type { Entry, Store } from '../store.ts'
import { factName, factsAfter, readName } from './names.ts'
import type { ScopeState } from './scope-state.ts'
import { readFact } from './stored.ts'
import type { Hash } from '../../src/kernel/chain.ts'

/** What answering stands on. */
export interface AnswerParts {
  readonly store: Store
  readonly hash: Hash
  /** Bytes of facts in one answer, unless a single one is larger. */
  readonly answerBytes: number
}

/** Said of what is asked; a Fault when the store does not have what it should. */
export type Answered = (answer: EncodableAnswer | Fault) => void

/** Answers. Who stands in another epoch, before the floor or after the head is given digests instead. */
export function answerAsk(
  parts: AnswerParts,
  state: ScopeState,
  asked: SyncAsk,
  done: Answered,
): void {
  const { ask, scope, epoch, what } = asked
  const { place } = state
  const say = (said: EncodableAnswer['said']): void =>
    done({ ask, scope, epoch: place.epoch, said })
  if (what.kind === 'digests' || epoch !== place.epoch) return say(digestsOf(state))
  switch (what.kind) {
    case 'page': {
      const lost = what.after > 0 && what.after < place.floor
      if (lost || what.after > place.head) return say(digestsOf(state))
      return readPage(parts, state, what.after, (page) => (isFault(page) ? done(page) : say(page)))
    }
    case 'keys': {
      const listed = state.listed(what.buckets).slice(0, limits.feedKeys)
      return say({ kind: 'keys', listed })
    }
    case 'facts':
      return readFacts(parts, state, what.seqs, (facts) =>
        isFault(facts) ? done(facts) : say(facts),
      )
  }
}

const digestsOf = (state: ScopeState): EncodableAnswer['said'] => ({
  kind: 'digests',
  through: state.place.head,
  digests: state.digests(),
})

type Said<K extends EncodableAnswer['said']['kind']> = Extract<EncodableAnswer['said'], { kind: K }>

/** What comes after the head as it is now is left for the next page. */
function readPage(
  parts: AnswerParts,
  state: ScopeState,
  after: number,
  done: (page: Said<'page'> | Fault) => void,
): void {
  const { scope } = state
  const { head, floor } = state.place
  const range = { ...factsAfter(scope, after), limit: limits.pageFacts }
  parts.store.range(range, (entries) => {
    if (isFault(entries)) return done(entries)
    const facts: Uint8Array[] = []
    let through = entries.length === 0 ? head : after
    let bytes = 0
    for (const entry of upTo(entries, head)) {
      const stored = readFact(entry.value, parts.hash)
      if (stored === undefined) return done(damaged(entry.key))
      if (facts.length > 0 && bytes + stored.bytes.length > parts.answerBytes) break
      facts.push(stored.bytes)
      bytes += stored.bytes.length
      through = stored.fact.seq
    }
    if (facts.length === 0) through = head
    done({ kind: 'page', facts, through, head, floor })
  })
}

const upTo = (entries: readonly Entry[], head: number): readonly Entry[] =>
  entries.filter(({ key }) => (readName(key)?.seq ?? 0) <= head)

/** Facts one by one; those that have a successor by now are not there any more. */
function readFacts(
  parts: AnswerParts,
  { scope }: ScopeState,
  seqs: readonly number[],
  done: (facts: Said<'facts'> | Fault) => void,
): void {
  const facts: Uint8Array[] = []
  const read = (at: number, bytes: number): void => {
    const seq = seqs[at]
    if (seq === undefined || bytes >= parts.answerBytes)
      return done({ kind: 'facts', facts, covered: Math.max(1, at) })
    const name = factName(scope, seq)
    parts.store.get(name, (value) => {
      if (isFault(value)) return done(value)
      if (value === undefined) return read(at + 1, bytes)
      const stored = readFact(value, parts.hash)
      if (stored === undefined) return done(damaged(name))
      facts.push(stored.bytes)
      read(at + 1, bytes + stored.bytes.length)
    })
  }
  read(0, 0)
}

const damaged = (name: string): Fault =>
  new Fault('STORE_BROKEN', `expected the fact ${name} to be whole, it is not`)
