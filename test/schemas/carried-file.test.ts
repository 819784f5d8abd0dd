// The file that carries messages by hand: it comes back as it was, or is refused.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeCarried, encodeCarried } from '../../schemas/carried-file.ts'
import type { Carried } from '../../schemas/carried-file.ts'
import { whole } from '../conformance/disk.ts'
import { sha256 } from '../support/journal.ts'

const anyCarried: fc.Arbitrary<Carried> = fc.record({
  kind: fc.constantFrom('batches', 'answers'),
  messages: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
})
const encode = (carried: Carried) => whole(encodeCarried(carried, sha256))
const decode = (bytes: Uint8Array) => decodeCarried(bytes, sha256)

it('J37: a carried file comes back as it was', () => {
  fc.assert(
    fc.property(anyCarried, (carried) => {
      expect(decode(encode(carried))).toEqual(carried)
    }),
  )
})

it('J37: cut short, lengthened, or with any bit bent, it is refused', () => {
  fc.assert(
    fc.property(anyCarried, fc.nat(), fc.nat(7), (carried, place, bit) => {
      const bytes = encode(carried)
      const at = place % bytes.length
      const bent = bytes.slice()
      bent[at] = (bent[at] ?? 0) ^ (1 << bit)
      const longer = new Uint8Array(bytes.length + 1)
      longer.set(bytes)
      for (const wrong of [bent, bytes.subarray(0, at), longer])
        expect(['MALFORMED', 'NEWER_VERSION']).toContain((decode(wrong) as { code?: string }).code)
    }),
  )
})

it('J37: foreign files and those of a newer version are told apart from damaged ones', () => {
  const bytes = encode({ kind: 'batches', messages: [new Uint8Array(3)] })
  const text = (of: unknown) => String(of)
  expect(text(decode(new TextEncoder().encode('hello, world')))).toContain('got another')
  bytes[8] = 2
  expect(decode(bytes)).toMatchObject({ code: 'NEWER_VERSION' })
  bytes[8] = 1
  bytes[20] = 9
  expect(text(decode(bytes))).toContain('got a damaged one')
})
