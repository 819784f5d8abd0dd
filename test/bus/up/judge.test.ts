// The two judgements, row by row.
import { expect, it } from 'vitest'
import { readFacts } from '../../../bus/up/batch-facts.ts'
import type { ReadBatch } from '../../../bus/up/batch-facts.ts'
import { judgeApplied } from '../../../bus/up/judge-applied.ts'
import { judgeBatch } from '../../../bus/up/judge-batch.ts'
import { nothingTaken } from '../../../bus/up/taken.ts'
import type { Taken } from '../../../bus/up/taken.ts'
import { encodeEnvelope } from '../../../schemas/envelope.ts'
import { chainStart, createLink } from '../../../src/kernel/chain.ts'
import { toHex } from '../../../src/kernel/hex.ts'
import { epoch, producerId, sequence } from '../../../src/kernel/ids.ts'
import { whole } from '../../conformance/disk.ts'
import { draft, sha256 } from '../../support/journal.ts'

const link = createLink(sha256)
const producer = producerId('node/a')

interface Log {
  readonly envelopes: Uint8Array[]
  readonly chains: Uint8Array[]
}

/** A lane of `length` facts; those from `began` on are of epoch 8, which says that it follows `previous`. */
function log(length: number, began = 1, salt = 0, previous = 7): Log {
  const envelopes: Uint8Array[] = []
  const chains = [chainStart]
  for (let n = 1; n <= length; n++) {
    const before = chains[n - 1] ?? chainStart
    const body = { previous, upTo: n - 1, chain: toHex(before) }
    const begins = n === began && n > 1
    const more = begins
      ? { kind: 'epoch-began', body: new TextEncoder().encode(JSON.stringify(body)) }
      : {}
    const place = {
      producer,
      lane: 'state',
      epoch: epoch(n < began ? 7 : 8),
      seq: sequence(n),
    } as const
    const envelope = encodeEnvelope({ ...draft(n + salt, more), ...place })
    envelopes.push(envelope)
    chains.push(link(before, n, envelope))
  }
  return { envelopes, chains }
}

function batch({ envelopes, chains }: Log, from: number, to: number, life = 8): ReadBatch {
  return whole(
    readFacts({
      producer,
      lane: 'state',
      epoch: epoch(life),
      from: sequence(from),
      previousChain: chains[from - 1] ?? chainStart,
      chain: chains[to] ?? chainStart,
      envelopes: envelopes.slice(from - 1, to),
    }),
  )
}

const taken = ({ chains }: Log, upTo: number, life = 8): Taken => ({
  epoch: epoch(life),
  upTo: sequence(upTo),
  chain: chains[upTo] ?? chainStart,
})

const one = log(20)
const judged = (known: Taken, next: ReadBatch, other?: Taken) =>
  judgeBatch(known, next, link, other)

it('B60: a question is answered with how far the lane was taken', () => {
  expect(judged(nothingTaken, batch(one, 21, 20))).toEqual({ kind: 'answer' })
  expect(judged(taken(one, 5), batch(one, 21, 20))).toEqual({ kind: 'answer' })
})

it('B61: the next facts are taken, from the first one on', () => {
  expect(judged(nothingTaken, batch(one, 1, 4))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(one, 4),
  })
  expect(judged(taken(one, 4), batch(one, 5, 20))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(one, 20),
  })
})

it('B62: what was taken already is answered, not taken again', () => {
  expect(judged(taken(one, 9), batch(one, 1, 9))).toEqual({ kind: 'answer' })
  expect(judged(taken(one, 9), batch(one, 3, 5))).toEqual({ kind: 'answer' })
})

it('B63: facts after a gap are wanted, not taken', () => {
  expect(judged(taken(one, 4), batch(one, 6, 8))).toEqual({ kind: 'want' })
  expect(judged(nothingTaken, batch(one, 2, 8))).toEqual({ kind: 'want' })
})

it('B64: of an overlap the new part is taken, after the old was hashed again', () => {
  expect(judged(taken(one, 4), batch(one, 3, 8))).toEqual({
    kind: 'take',
    skip: 2,
    taken: taken(one, 8),
  })
})

it('B65: another history of the same epoch is a fork, wherever it shows', () => {
  const other = log(20, 1, 1)
  expect(judged(taken(one, 4), batch(other, 5, 8))).toEqual({ kind: 'fork' })
  expect(judged(taken(one, 4), batch(other, 3, 8))).toEqual({ kind: 'fork' })
  expect(judged(taken(one, 4), batch(other, 1, 4))).toEqual({ kind: 'fork' })
})

it('B66: a lower epoch is answered with the one that is known; a higher one must begin where it says', () => {
  const two = log(20, 11)
  expect(judged(taken(two, 12), batch(two, 1, 5, 7))).toEqual({ kind: 'answer' })
  expect(judged(taken(two, 10, 7), batch(two, 11, 14))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(two, 14),
  })
  expect(judged(taken(two, 10, 7), batch(two, 12, 14))).toEqual({ kind: 'want' })
  expect(judged(taken(two, 6, 7), batch(two, 11, 14))).toEqual({ kind: 'want' })
  const copied = log(20, 11, 0, 6)
  expect(judged(taken(one, 6, 7), batch(copied, 11, 14))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(copied, 14),
  })
  expect(judged(taken(one, 15, 7), batch(two, 11, 14))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(two, 14),
  })
  expect(judged(taken(two, 10, 7), batch(one, 1, 3))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(one, 3),
  })
  const bent = batch(two, 11, 14)
  expect(judged(taken(two, 10, 7), { ...bent, previousChain: sha256(bent.chain) })).toEqual({
    kind: 'want',
  })
})

it('B67: a chain that is not that of the facts is refused', () => {
  const next = batch(one, 5, 8)
  expect(judged(taken(one, 4), { ...next, chain: chainStart })).toEqual({ kind: 'refuse' })
  const first = batch(one, 1, 3)
  expect(judged(nothingTaken, { ...first, previousChain: sha256(chainStart) })).toEqual({
    kind: 'refuse',
  })
})

it('B67: a fact that is not in its place makes the batch unreadable', () => {
  const good = { ...batch(one, 1, 3), facts: undefined }
  expect(readFacts({ ...good, from: sequence(2) })).toHaveProperty('code', 'MALFORMED')
  expect(readFacts({ ...good, lane: 'audit' })).toHaveProperty('code', 'MALFORMED')
  expect(readFacts({ ...good, epoch: epoch(9) })).toHaveProperty('code', 'MALFORMED')
  expect(readFacts({ ...good, producer: producerId('node/b') })).toHaveProperty('code', 'MALFORMED')
  expect(readFacts({ ...good, envelopes: [Uint8Array.of(255)] })).toHaveProperty(
    'code',
    'MALFORMED',
  )
})

const own = {
  epoch: epoch(8),
  checkpoint: sequence(10),
  began: sequence(21),
  last: sequence(30),
  confirmed: sequence(10),
  chain: chainStart,
}
const claim = (life: number, upTo: number) =>
  judgeApplied(own, { epoch: epoch(life), upTo: sequence(upTo) })

it('B69: only an `applied` of our epoch, not beyond our last and along our chain, is a licence to compact', () => {
  expect(claim(8, 25)).toEqual({ kind: 'compare', at: 25, licence: true })
  expect(claim(8, 30)).toEqual({ kind: 'compare', at: 30, licence: true })
  expect(claim(7, 20)).toEqual({ kind: 'compare', at: 20, licence: false })
  expect(claim(0, 10)).toEqual({ kind: 'compare', at: 10, licence: false })
  expect(claim(8, 9)).toEqual({ kind: 'gone' })
  expect(claim(0, 0)).toEqual({ kind: 'below', after: 20 })
})

it('B70: a higher epoch, or more than our last, is of another life; what we lost of an older epoch is not', () => {
  expect(claim(9, 0)).toEqual({ kind: 'foreign', above: 9 })
  expect(claim(8, 31)).toEqual({ kind: 'foreign', above: 8 })
  expect(claim(7, 25)).toEqual({ kind: 'resume', after: 20 })
})

it('B100: what a cloud in an earlier epoch lacks before our checkpoint is lost; what it had of our epoch is gone', () => {
  expect(claim(7, 9)).toEqual({ kind: 'below', after: 20 })
  const confirmed = { ...own, confirmed: sequence(22) }
  expect(judgeApplied(confirmed, { epoch: epoch(7), upTo: sequence(9) })).toEqual({ kind: 'gone' })
})

it('B100: an epoch before which facts are lost is taken from its beginning on, and only where they are lost', () => {
  const two = log(20, 11)
  const lost = (checkpoint: number) => ({ ...batch(two, 11, 14), checkpoint })
  expect(judged(taken(two, 6, 7), lost(6))).toEqual({ kind: 'want' })
  expect(judged(taken(two, 6, 7), lost(8))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(two, 14),
  })
  expect(judged(taken(two, 6, 7), { ...batch(two, 7, 9, 7), checkpoint: 8 })).toMatchObject({
    kind: 'take',
  })
})

it('B98: what follows on another history is one too, until a new epoch begins on it: that is taken', () => {
  const two = log(20, 11)
  const known: Taken = { ...taken(one, 6, 7), chain: taken(log(20, 1, 1), 6).chain }
  expect(judged(known, batch(two, 11, 14))).toEqual({ kind: 'want' })
  expect(judged(known, batch(two, 7, 8, 7))).toEqual({ kind: 'fork' })
  expect(judged(known, batch(two, 9, 10, 7), taken(two, 8, 7))).toEqual({ kind: 'fork' })
  expect(judged(known, batch(two, 11, 14), taken(two, 8, 7))).toEqual({ kind: 'want' })
  expect(judged(known, batch(two, 11, 14), taken(two, 10, 7))).toEqual({
    kind: 'take',
    skip: 0,
    taken: taken(two, 14),
  })
})
