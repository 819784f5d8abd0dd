// Answers about feeds on the wire: facts stay the bytes that the owner stores.
import { digestsBytes } from '../src/mirror/buckets.ts'
import type { FeedFact } from '../src/mirror/feed-fact.ts'
import type { Listed, SyncAnswer } from '../src/mirror/sync.ts'
import { Fault } from '../src/kernel/fault.ts'
import { decodeFeedFact, keyOf, scopeOf } from './feed.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import { count, decoded, exactly, finished, items, malformed, wire } from './wire.ts'

type Said = SyncAnswer['said']

/** An answer whose facts are bytes: what an owner sends. */
export interface EncodableAnswer extends Omit<SyncAnswer, 'said'> {
  readonly said: Encodable<Said>
}

type Encodable<T> = T extends { readonly facts: unknown }
  ? Omit<T, 'facts'> & { readonly facts: readonly Uint8Array[] }
  : T

const bound = { what: 'an answer about a feed', bytesMax: limits.syncAnswerBytes }

/** The bytes of an answer. */
export function encodeSyncAnswer({ said, ...rest }: EncodableAnswer): Uint8Array {
  return finished(wire.SyncAnswer.encode({ ...rest, ...saidOnWire(said) }))
}

function saidOnWire(said: EncodableAnswer['said']): causeway.v1.SyncAnswer.$Properties {
  switch (said.kind) {
    case 'page':
      return { page: { ...said, facts: [...said.facts] } }
    case 'digests':
      return { digests: said }
    case 'keys':
      return {
        keys: { listed: said.listed.map(({ key, seq, content }) => ({ ...key, seq, ...content })) },
      }
    case 'facts':
      return { facts: { ...said, facts: [...said.facts] } }
  }
}

/** Reads an answer: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeSyncAnswer(bytes: Uint8Array): SyncAnswer | Fault {
  return decoded(bytes, bound, wire.SyncAnswer, (message) => {
    const of = { scope: scopeOf(message.scope), epoch: count(message.epoch, 'epoch', { min: 1 }) }
    return { ask: count(message.ask, 'ask', { min: 1 }), ...of, said: saidOf(message, of) }
  })
}

type Of = Pick<SyncAnswer, 'scope' | 'epoch'>

function saidOf({ page, digests, keys, facts }: causeway.v1.SyncAnswer.$Properties, of: Of): Said {
  if (page) return pageOf(page, of)
  if (digests) {
    const through = count(digests.through, 'through')
    return { kind: 'digests', through, digests: exactly(digests.digests, 'digests', digestsBytes) }
  }
  if (keys)
    return { kind: 'keys', listed: items(keys.listed, 'keys', limits.feedKeys).map(listedOf) }
  if (facts) {
    const covered = count(facts.covered, 'covered', { min: 1 })
    return { kind: 'facts', facts: factsOf(facts.facts, of), covered }
  }
  throw new Fault('NEWER_VERSION', 'expected a known answer about a feed, got another one')
}

function pageOf(page: causeway.v1.FeedPage.$Properties, of: Of): Said {
  const facts = factsOf(page.facts, of)
  const through = count(page.through, 'through')
  const inOrder = facts.every(({ seq }, at) => seq > (facts[at - 1]?.seq ?? 0) && seq <= through)
  if (!inOrder) throw malformed(`expected facts in order up to ${through}, got others`)
  return {
    kind: 'page',
    facts,
    through,
    head: count(page.head, 'head'),
    floor: count(page.floor, 'floor'),
  }
}

/** Facts of this scope and epoch, whole. */
function factsOf(list: readonly Uint8Array[] | null | undefined, of: Of): readonly FeedFact[] {
  return items(list, 'facts', limits.pageFacts).map((bytes) => {
    const fact = decodeFeedFact(bytes)
    if (fact instanceof Fault) throw fact
    if (fact.scope !== of.scope || fact.epoch !== of.epoch || fact.kind === 'withheld')
      throw malformed(`expected whole facts of ${of.scope} in epoch ${of.epoch}, got another`)
    return fact
  })
}

const listedOf = (message: causeway.v1.FeedKey.$Properties): Listed => ({
  key: keyOf(message),
  seq: count(message.seq, 'seq', { min: 1 }),
  content: { high: message.high ?? 0, low: message.low ?? 0 },
})
