// Questions and answers about addresses, as lines.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  askBytesMax,
  decodeAnswer,
  decodeAsk,
  encodeAnswer,
  encodeAsk,
} from '../../schemas/address-ask.ts'
import type { AddressAnswer, AddressAsk } from '../../src/network/ask.ts'
import { isFault } from '../../src/kernel/fault.ts'

const name = fc.string({ unit: 'grapheme', maxLength: 40 })
const sandbox = { container: name, interface: name }
const attachment = fc.record(
  { namespace: name, pod: name, uid: name, ...sandbox },
  { requiredKeys: ['namespace', 'pod', 'container', 'interface'] },
)
const anyAsk: fc.Arbitrary<AddressAsk> = fc.oneof(
  fc.record({ kind: fc.constantFrom('add' as const, 'del' as const), attachment }),
  fc.record({ kind: fc.constant('check' as const), attachment, addresses: fc.array(name) }),
  fc.record({ kind: fc.constant('keep' as const), attached: fc.array(fc.record(sandbox)) }),
  fc.constant({ kind: 'status' as const }),
)
const anyAnswer: fc.Arbitrary<AddressAnswer> = fc.oneof(
  fc.constant({ kind: 'done' as const }),
  fc.record({ kind: fc.constant('refused' as const), code: fc.nat(), msg: name }),
  fc.record({
    kind: fc.constant('given' as const),
    addresses: fc.array(fc.record({ address: name, gateway: name }, { requiredKeys: ['address'] })),
    routes: fc.array(fc.record({ dst: name, gw: name }, { requiredKeys: ['dst'] })),
  }),
)

it('I23: questions and answers come back from their lines', () => {
  fc.assert(
    fc.property(anyAsk, anyAnswer, (ask, answer) => {
      expect(decodeAsk(encodeAsk(ask))).toEqual(ask)
      expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer)
    }),
  )
})

it('I23: a line holds no end of line', () => {
  fc.assert(
    fc.property(anyAsk, (ask) => {
      expect(encodeAsk(ask)).not.toContain(10)
    }),
  )
})

it('I23: anything else is MALFORMED', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const texts = [
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"kind":"add"}',
    '{"kind":"add","attachment":{"pod":"a"}}',
  ]
  const more = ['{"kind":"keep","attached":[1]}', '{"kind":"given","addresses":[],"routes":[{}]}']
  const long = JSON.stringify({ kind: 'status', x: 'y'.repeat(askBytesMax) })
  for (const text of [...texts, ...more, long, '{"kind":"refused","code":"1","msg":"x"}']) {
    expect(decodeAsk(bytes(text)), text).toMatchObject({ code: 'MALFORMED' })
    expect(decodeAnswer(bytes(text)), text).toMatchObject({ code: 'MALFORMED' })
  }
  expect(decodeAsk(Uint8Array.of(0xff))).toMatchObject({ code: 'MALFORMED' })
  const anything = fc.oneof(fc.json().map(bytes), fc.uint8Array())
  fc.assert(
    fc.property(anything, (line) => {
      const ask = decodeAsk(line)
      if (!isFault(ask)) expect(decodeAsk(encodeAsk(ask))).toEqual(ask)
    }),
  )
})
