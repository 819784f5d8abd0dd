// Facts in envelopes: what is understood, lifted, or kept as it came.
import { expect, it } from 'vitest'
import { decodeEnvelope, encodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { factFromEnvelope, factKey, factToDraft } from '../../schemas/fact-codec.ts'
import { factShapes } from '../../schemas/fact-shapes.ts'
import { lift } from '../../schemas/upcasters.ts'
import { kinds } from '../../src/facts.ts'
import type { Fact } from '../../src/facts.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { epoch, nodeId, producerId, sequence } from '../../src/kernel/ids.ts'
import { wallMs } from '../../src/kernel/time.ts'

const hlc = { wallMs: wallMs(1_700_000_000_000), counter: 3 }
const declared: Fact = {
  kind: 'verdict-declared',
  node: nodeId('n1'),
  verdict: 'failed',
  previous: 'isolated',
  by: 'ann',
}
const place = { producer: producerId('cloud/a'), epoch: epoch(1), seq: sequence(7) }
const enveloped = (fact: Fact): Envelope => ({ ...place, ...factToDraft(fact, hlc) })
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

it('F8: a fact goes through its envelope and comes back', () => {
  const read = decodeEnvelope(encodeEnvelope(enveloped(declared)))
  expect(isFault(read) || factFromEnvelope(read)).toEqual(declared)
})

it('F9: facts of an unknown kind or a newer version are kept as they came', () => {
  const stranger = { ...enveloped(declared), kind: 'moon-rose' }
  expect(factFromEnvelope(stranger)).toEqual({ kind: 'unknown-fact', envelope: stranger })
  const newer = { ...enveloped(declared), kindVersion: 2 }
  expect(factFromEnvelope(newer)).toEqual({ kind: 'unknown-fact', envelope: newer })
  const hostile = { ...enveloped(declared), kind: 'constructor' }
  expect(factFromEnvelope(hostile)).toEqual({ kind: 'unknown-fact', envelope: hostile })
})

it('F10: a body that is not the JSON of its kind’s fields is malformed', () => {
  const bodies = [json([]), json(null), json({ node: 'n1' }), json({ ...declared, by: 5 })]
  for (const body of [...bodies, Uint8Array.of(0xff), json('x').subarray(1)])
    expect(factFromEnvelope({ ...enveloped(declared), body })).toMatchObject({ code: 'MALFORMED' })
})

it('F10: a volatile kind in an envelope is not understood: it never leaves its process', () => {
  const strange = { ...enveloped(declared), kind: 'beat-heard' }
  expect(factFromEnvelope(strange)).toEqual({ kind: 'unknown-fact', envelope: strange })
})

it('F10: every kept kind has its fields listed, and no other', () => {
  const kept = Object.entries(kinds).filter(([, info]) => info.lane !== 'volatile')
  expect(Object.keys(factShapes).toSorted()).toEqual(kept.map(([kind]) => kind).toSorted())
})

it('F11: an old version is lifted step by step on read, and a missing step is a fault', () => {
  const steps = { 'verdict-declared': { 0: (body: object) => ({ ...body, by: 'unknown' }) } }
  const old = {
    ...enveloped(declared),
    kindVersion: 0,
    body: json({ node: 'n1', verdict: 'failed', previous: 'isolated' }),
  }
  expect(factFromEnvelope(old, steps)).toEqual({ ...declared, by: 'unknown' })
  expect(factFromEnvelope(old)).toMatchObject({ code: 'MALFORMED' })
  const double = {
    1: (body: object) => ({ ...body, b: 1 }),
    2: (body: object) => ({ ...body, c: 2 }),
  }
  expect(lift(double, { a: 0 }, { from: 1, to: 3 })).toEqual({ a: 0, b: 1, c: 2 })
})

it('F12: the key of a fact names its node or site and its kind, so the last of each is kept', () => {
  expect(factKey(declared)).toBe('node/n1/verdict-declared')
})

it('F12: pending writes have a key for each place in the journal', () => {
  const target = {
    group: '',
    version: 'v1',
    resource: 'nodes',
    kind: 'Node',
    namespace: '',
    name: 'n1',
  }
  const change = { verb: 'delete', graceSeconds: 0 } as const
  const write = { life: 'one', number: 7, slot: 2, target, uid: undefined, change }
  const fact: Fact = { kind: 'write-accepted', node: nodeId('n1'), ...write }
  expect(factKey(fact)).toBe('node/n1/write-accepted/2')
})
