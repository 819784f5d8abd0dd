// Facts of feeds, questions and answers on the wire: round trips, bounds, and bytes that are none of them.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeFeedFact, encodeFeedFact } from '../../schemas/feed.ts'
import { decodeSyncAnswer, encodeSyncAnswer } from '../../schemas/sync-answer.ts'
import { decodeSyncAsk, encodeSyncAsk } from '../../schemas/sync-ask.ts'
import type { NodeAsk } from '../../schemas/sync-ask.ts'
import { limits } from '../../schemas/limits.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { askMax } from '../../src/mirror/sync.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,40}$/)
const scope = fc.oneof(
  fc.constant('all' as const),
  name.map((of) => `site/${of}` as const),
  name.map((of) => `node/${of}` as const),
)
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const key = fc.record({
  group: fc.oneof(fc.constant(''), name),
  resource: name,
  namespace: fc.oneof(fc.constant(''), name),
  name,
})
const fact: fc.Arbitrary<FeedFact> = fc
  .record({ scope, epoch: positive, seq: positive, key, sealed: fc.boolean() })
  .chain((of) =>
    fc
      .oneof(
        fc
          .uint8Array({ minLength: 1, maxLength: 200 })
          .map((body) => ({ kind: 'placed' as const, body })),
        fc
          .constantFrom('left' as const, 'withheld' as const)
          .map((kind) => ({ kind, body: new Uint8Array() })),
      )
      .map((said) => ({ ...of, ...said, atMs: wallMs(1_700_000_000_000) })),
  )
const ask: fc.Arbitrary<NodeAsk> = fc.record({
  node: name.map(nodeId),
  ask: positive,
  scope,
  epoch: fc.maxSafeNat(),
  what: fc.oneof(
    fc.record({ kind: fc.constant('page' as const), after: fc.maxSafeNat() }),
    fc.record({ kind: fc.constant('digests' as const) }),
    fc.record({
      kind: fc.constant('keys' as const),
      buckets: fc.array(fc.nat({ max: 255 }), { maxLength: askMax.buckets }),
    }),
    fc.record({ kind: fc.constant('facts' as const), seqs: fc.array(positive, { maxLength: 9 }) }),
  ),
})

it('D31: facts of feeds, questions and answers come out as they went in', () => {
  fc.assert(
    fc.property(fact, (one) => void expect(decodeFeedFact(encodeFeedFact(one))).toEqual(one)),
  )
  fc.assert(fc.property(ask, (one) => void expect(decodeSyncAsk(encodeSyncAsk(one))).toEqual(one)))
  const whole = fact.filter(({ kind }) => kind !== 'withheld')
  fc.assert(
    fc.property(whole, fc.maxSafeNat(), (one, head) => {
      const of = { ask: 1, scope: one.scope, epoch: one.epoch }
      const page = { kind: 'page', through: one.seq, head, floor: 0 } as const
      const bytes = encodeSyncAnswer({ ...of, said: { ...page, facts: [encodeFeedFact(one)] } })
      expect(decodeSyncAnswer(bytes)).toEqual({ ...of, said: { ...page, facts: [one] } })
    }),
  )
})

it('D31: keys and digests come out as they went in', () => {
  const digests = Uint8Array.from({ length: 2_048 }, (_, at) => at % 251)
  const listed = [
    {
      key: { group: '', resource: 'pods', namespace: 'd', name: 'p' },
      seq: 3,
      content: { high: 0xffffffff, low: 7 },
    },
  ]
  const of = { ask: 1, scope: 'all', epoch: 2 } as const
  for (const said of [
    { kind: 'digests', through: 9, digests },
    { kind: 'keys', listed },
  ] as const)
    expect(decodeSyncAnswer(encodeSyncAnswer({ ...of, said }))).toEqual({ ...of, said })
})

it('D31: facts of another feed or epoch, out of order, without their body or too large are refused', () => {
  const one: FeedFact = {
    scope: 'all',
    epoch: 1,
    seq: 5,
    key: { group: '', resource: 'pods', namespace: 'd', name: 'p' },
    atMs: wallMs(1),
    kind: 'placed',
    body: Uint8Array.of(1),
    sealed: false,
  }
  const page = (facts: readonly FeedFact[]) =>
    decodeSyncAnswer(
      encodeSyncAnswer({
        ask: 1,
        scope: 'all',
        epoch: 1,
        said: { kind: 'page', facts: facts.map(encodeFeedFact), through: 9, head: 9, floor: 0 },
      }),
    )
  expect(isFault(page([one, { ...one, seq: 6 }]))).toBe(false)
  const none = new Uint8Array()
  const wrong: readonly (readonly FeedFact[])[] = [
    [{ ...one, scope: 'site/a' }],
    [{ ...one, epoch: 2 }],
    [{ ...one, seq: 10 }],
    [{ ...one, seq: 6 }, one],
    [{ ...one, kind: 'withheld', body: none }],
    [{ ...one, body: none }],
    [{ ...one, key: { ...one.key, name: 'a/b' } }],
  ]
  for (const facts of wrong) expect(page(facts)).toMatchObject({ code: 'MALFORMED' })
  const large = encodeFeedFact({ ...one, body: new Uint8Array(limits.feedBodyBytes + 1) })
  expect(decodeFeedFact(large)).toMatchObject({ code: 'TOO_LARGE' })
})

it('D31: any other bytes are a fault, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      for (const decode of [decodeFeedFact, decodeSyncAsk, decodeSyncAnswer]) decode(bytes)
    }),
    { numRuns: 2_000 },
  )
})
