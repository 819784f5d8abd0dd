// The chain and the sum over a base.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { baseDigest, createLink, sameBytes, sumMinus, sumPlus } from '../../src/kernel/chain.ts'

const hash = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())
const link = createLink(hash)
const word = fc.uint8Array({ minLength: 32, maxLength: 32 })
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

it('J7: a link depends on all three of previous, n and envelope', () => {
  fc.assert(
    fc.property(word, fc.maxSafeNat(), fc.uint8Array(), (previous, n, envelope) => {
      const chain = link(previous, n, envelope)
      expect(chain).toEqual(link(previous.slice(), n, envelope.slice()))
      expect(chain).not.toEqual(link(chain, n, envelope))
      expect(chain).not.toEqual(link(previous, n + 2 ** 32, envelope))
      expect(chain).not.toEqual(link(previous, n, hash(envelope)))
    }),
  )
})

it('J14: sums are numbers modulo 2^256: any order gives the same, and what is taken away is gone', () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(number(sumPlus(a, b))).toBe((number(a) + number(b)) % 2n ** 256n)
      expect(sumPlus(sumPlus(a, b), c)).toEqual(sumPlus(sumPlus(c, a), b))
      expect(sameBytes(sumMinus(sumPlus(a, b), b), a)).toBe(true)
    }),
  )
})

it('J14: no two entries of a base have the same digest', () => {
  const envelope = Uint8Array.of(0, 1)
  const digest = baseDigest(hash, { key: 'ab', seq: 1, envelope })
  expect(digest).not.toEqual(baseDigest(hash, { key: 'a', seq: 1, envelope }))
  expect(digest).not.toEqual(baseDigest(hash, { key: 'ab', seq: 2, envelope }))
  expect(digest).not.toEqual(baseDigest(hash, { key: 'ab', seq: 1, envelope: Uint8Array.of(1) }))
})

it('J14: bytes of another length are not the same', () => {
  expect(sameBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false)
})
