// Following one feed: a pure machine that ends with the owner's objects, whatever is lost, repeated or reordered.
// It applies `cursor + 1` alone; what else it hears waits in a bounded buffer while it asks for what it misses.
import { compareOutcome, keysTold, factsTold } from './compare.ts'
import type { Compare } from './compare.ts'
import { voidCursor } from './feed-fact.ts'
import type { Cursor, FeedFact } from './feed-fact.ts'
import type { Holdings } from './holdings.ts'
import type { AskWhat, DigestsAnswer, FeedHead, PageAnswer, SyncAnswer } from './sync.ts'

/** `syncing` asks for pages, `live` takes facts as they come, `comparing` finds out what differs. */
export type FollowPhase = 'syncing' | 'live' | 'comparing'

/** Where a follower is. */
export interface Follow {
  readonly cursor: Cursor
  readonly phase: FollowPhase
  /** The last place that the owner is known to have reached. */
  readonly head: Cursor
  /** Facts of `head.epoch` that cannot be applied yet, by sequence. */
  readonly buffer: ReadonlyMap<number, FeedFact>
  /** The question that is open, 0 without one, what it asks, and how many were asked. */
  readonly open: number
  readonly what: AskWhat | undefined
  readonly asked: number
  readonly compare: Compare | undefined
  /** All that the owner had was once here. */
  readonly complete: boolean
}

/** What comes in; `linked`: the way to the owner is open (again), `unanswered`: the open question had no answer yet. */
export type FollowInput =
  | { readonly kind: 'linked' }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'fact'; readonly fact: FeedFact }
  | { readonly kind: 'head'; readonly head: FeedHead }
  | { readonly kind: 'answer'; readonly answer: SyncAnswer }

/** What is to be done, in this order: facts and deletions written in one with the cursor; a question sent. */
export type FollowOutput =
  | {
      readonly kind: 'write'
      readonly facts: readonly FeedFact[]
      readonly drops: readonly string[]
      readonly cursor: Cursor
      readonly complete: boolean
    }
  | {
      readonly kind: 'ask'
      readonly ask: number
      readonly epoch: number
      readonly what: AskWhat
    }

/** The next state and what is to be done. */
export interface Followed {
  readonly state: Follow
  readonly outputs: readonly FollowOutput[]
}

/** Facts that wait for what comes before them. */
export const bufferMax = 1_024

/** A follower that stands at a cursor; its questions are numbered from `asked` on. */
export const beginFollow = (cursor: Cursor, complete: boolean, asked: number): Follow => ({
  cursor,
  phase: 'syncing',
  head: cursor,
  buffer: new Map(),
  open: 0,
  what: undefined,
  asked,
  compare: undefined,
  complete,
})

/** Whether a follower has all that it knows the owner to have. */
export const isCurrent = ({ phase, cursor, head }: Follow): boolean =>
  phase === 'live' && head.epoch === cursor.epoch && head.seq <= cursor.seq

/** One step; `held` is what the follower holds now, before the outputs are done. */
export function follow(state: Follow, input: FollowInput, held: Holdings): Followed {
  switch (input.kind) {
    case 'linked':
      return askAgain(state)
    case 'unanswered':
      return repeated(state)
    case 'fact':
      return hear(state, input.fact)
    case 'head':
      return told(state, input.head, held)
    case 'answer':
      return answered(state, input.answer, held)
  }
}

const still = (state: Follow): Followed => ({ state, outputs: [] })

/** Asks, after what was done before. */
function asking(state: Follow, what: AskWhat, before: readonly FollowOutput[] = []): Followed {
  const ask = state.asked + 1
  const asked = { ...state, asked: ask, open: ask, what }
  return { state: asked, outputs: [...before, questionOf(asked, what)] }
}

const questionOf = (state: Follow, what: AskWhat): FollowOutput => {
  const epoch = what.kind === 'page' ? state.cursor.epoch : (state.compare?.epoch ?? 0)
  return { kind: 'ask', ask: state.open, epoch, what }
}

/** The open question once more, under its number: an owner that is slow has answered it nonetheless. */
const repeated = (state: Follow): Followed =>
  state.open === 0 || state.what === undefined
    ? still(state)
    : { state, outputs: [questionOf(state, state.what)] }

const askPage = (state: Follow, before: readonly FollowOutput[] = []): Followed => {
  const at: Follow = { ...state, phase: 'syncing', compare: undefined }
  return asking(at, { kind: 'page', after: state.cursor.seq }, before)
}

/** An interrupted comparison begins anew: its digests are old by now. */
const askAgain = (state: Follow): Followed => askPage({ ...state, buffer: new Map() })

/** A live fact. */
function hear(state: Follow, fact: FeedFact): Followed {
  const { cursor, phase } = state
  if (fact.epoch === cursor.epoch && fact.seq <= cursor.seq) return still(state)
  const heard = remember(state, fact)
  if (phase !== 'live') return still(heard)
  const drained = drain(heard)
  if (isCurrent(drained.state)) return drained
  return askPage(drained.state, drained.outputs)
}

/** Keeps a fact for its turn, as far as there is room; what is not kept is asked for. */
function remember(state: Follow, fact: FeedFact): Follow {
  const { epoch, seq } = fact
  const known = state.head.epoch === epoch
  const head = known && state.head.seq > seq ? state.head : { epoch, seq }
  const buffer = new Map(known ? state.buffer : [])
  if (fact.kind !== 'withheld' && buffer.size < bufferMax) buffer.set(seq, fact)
  return { ...state, head, buffer }
}

/** Applies what follows the cursor without a gap. */
function drain(state: Follow): Followed {
  const { cursor, head, complete } = state
  if (head.epoch !== cursor.epoch || state.buffer.size === 0) return still(state)
  const buffer = new Map([...state.buffer].filter(([seq]) => seq > cursor.seq))
  const facts: FeedFact[] = []
  let { seq } = cursor
  for (let fact = buffer.get(seq + 1); fact !== undefined; fact = buffer.get(seq + 1)) {
    facts.push(fact)
    seq += 1
    buffer.delete(seq)
  }
  if (facts.length === 0) return still({ ...state, buffer })
  const at = { epoch: cursor.epoch, seq }
  const write: FollowOutput = { kind: 'write', facts, drops: [], cursor: at, complete }
  return { state: { ...state, cursor: at, buffer }, outputs: [write] }
}

/** Somebody says where the feed stands. */
function told(state: Follow, { epoch, head, mark }: FeedHead, held: Holdings): Followed {
  const { cursor, open } = state
  if (open !== 0) return still(state)
  if (epoch !== cursor.epoch || head !== cursor.seq) return askPage(state)
  if (mark === held.mark(cursor)) return still(state)
  return asking({ ...state, phase: 'syncing' }, { kind: 'digests' })
}

function answered(state: Follow, { ask, epoch, said }: SyncAnswer, held: Holdings): Followed {
  if (ask !== state.open) return still(state)
  const at: Follow = { ...state, open: 0 }
  switch (said.kind) {
    case 'page':
      return epoch === state.cursor.epoch ? paged(at, said) : askPage(at)
    case 'digests':
      return digested(at, epoch, said, held)
    case 'keys':
      return compared(at, epoch, (compare) => keysTold(compare, said, held))
    case 'facts':
      return compared(at, epoch, (compare) => factsTold(compare, said))
  }
}

/** A page and its cursor; a page that brings nothing says that what was known of the head is not so. */
function paged(state: Follow, { facts, through, head }: PageAnswer): Followed {
  const { epoch, seq } = state.cursor
  if (through < seq) return askPage(state)
  const last = through >= head
  const news = facts.filter((fact) => fact.seq > seq)
  const cursor = { epoch, seq: through }
  const complete = state.complete || last
  const write: FollowOutput = { kind: 'write', facts: news, drops: [], cursor, complete }
  const written = news.length > 0 || through > seq || complete !== state.complete ? [write] : []
  const known = knownHead(state, head, last && through === seq)
  const drained = drain({ ...state, ...known, cursor, complete })
  const outputs = [...written, ...drained.outputs]
  if (!last || drained.state.head.seq > drained.state.cursor.seq)
    return askPage(drained.state, outputs)
  return { state: { ...drained.state, phase: 'live' }, outputs }
}

function knownHead(
  state: Follow,
  head: number,
  nothingNew: boolean,
): Pick<Follow, 'head' | 'buffer'> {
  const { epoch, seq } = state.cursor
  const same = state.head.epoch === epoch
  const next = same && state.buffer.has(seq + 1)
  if (!same || (nothingNew && !next)) return { head: { epoch, seq: head }, buffer: new Map() }
  return { head: { epoch, seq: Math.max(head, state.head.seq) }, buffer: state.buffer }
}

/** Another epoch, or a place that the owner cannot go on from: what differs is found out. */
function digested(
  state: Follow,
  epoch: number,
  { through, digests }: DigestsAnswer,
  held: Holdings,
): Followed {
  const fresh = state.head.epoch === epoch && epoch !== state.cursor.epoch
  const buffer = fresh ? state.buffer : new Map<number, FeedFact>()
  const head = { epoch, seq: fresh ? Math.max(through, state.head.seq) : through }
  const at: Follow = { ...state, buffer, head }
  if (held.size === 0) return movedTo(at, { epoch, seq: 0 })
  const buckets = held.differing(digests)
  if (buckets.length === 0) return movedTo(at, { epoch, seq: through })
  const compare: Compare = { epoch, through, buckets, asked: [], wanted: [] }
  return goOn(at, compareOutcome(compare))
}

/** The cursor is written, and pages are asked for from there. */
function movedTo(state: Follow, cursor: Cursor, before: readonly FollowOutput[] = []): Followed {
  const { complete } = state
  const write: FollowOutput = { kind: 'write', facts: [], drops: [], cursor, complete }
  return askPage({ ...state, cursor }, [...before, write])
}

function compared(
  state: Follow,
  epoch: number,
  step: (compare: Compare) => ReturnType<typeof compareOutcome>,
): Followed {
  const { compare } = state
  return compare === undefined || compare.epoch !== epoch
    ? askPage(state)
    : goOn(state, step(compare))
}

/** While comparing, what is held belongs to no place: the cursor is void until all buckets are equal. */
function goOn(state: Follow, next: ReturnType<typeof compareOutcome>): Followed {
  const { compare, ask, facts, drops } = next
  const { complete } = state
  const write: FollowOutput = { kind: 'write', facts, drops, cursor: voidCursor, complete }
  const outputs = facts.length + drops.length > 0 ? [write] : []
  const cursor = outputs.length > 0 ? voidCursor : state.cursor
  if (ask === undefined)
    return movedTo({ ...state, cursor }, { epoch: compare.epoch, seq: compare.through }, outputs)
  return asking({ ...state, cursor, phase: 'comparing', compare }, ask, outputs)
}
