// Signatures: what is under them, and what breaks them.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openSigned, sealSigned, signedBytes } from '../../schemas/signed.ts'
import type { Expected } from '../../schemas/signed.ts'
import { wire } from '../../schemas/wire.ts'

const key = Uint8Array.of(7)
/** Stands for a signature of the key's owner: 64 bytes over exactly these bytes. */
const sign = (bytes: Uint8Array) =>
  new Uint8Array(createHash('sha512').update(key).update(bytes).digest())
const expected: Expected = {
  context: 'batch',
  keyOf: (signer) => (signer === 'node/a' ? key : undefined),
  verify: (_, bytes, signature) => Buffer.compare(sign(bytes), signature) === 0,
}
const payload = Uint8Array.of(1, 2, 3)
const signed = sealSigned({ context: 'batch', signer: 'node/a' }, payload, sign)

it('F13: what was signed for a use by a known signer opens', () => {
  expect(openSigned(signed, expected)).toEqual({ signer: 'node/a', payload })
})

it('F13: another use, signer, payload or signature is refused', () => {
  const again = (change: object) =>
    wire.Signed.encode({ ...wire.Signed.decode(signed), ...change }).finish()
  const changes = [
    { context: 'down' },
    { signer: 'node/b' },
    { payload: Uint8Array.of(1) },
    { signature: new Uint8Array(64) },
  ]
  for (const change of changes)
    expect(openSigned(again(change), expected)).toMatchObject({ code: 'SIGNATURE_INVALID' })
  expect(openSigned(signed, { ...expected, context: 'down' })).toMatchObject({
    code: 'SIGNATURE_INVALID',
  })
  expect(openSigned(again({ signature: new Uint8Array(63) }), expected)).toMatchObject({
    code: 'MALFORMED',
  })
  expect(openSigned(again({ signer: 'a\0b' }), expected)).toMatchObject({ code: 'MALFORMED' })
})

it('F13: no two uses, signers and payloads have the same bytes under the signature', () => {
  const one = fc.record({
    context: fc.constantFrom('batch' as const, 'down' as const, 'peer' as const),
    signer: fc.string({ unit: fc.constantFrom('a', '/', 'down'), minLength: 1, maxLength: 3 }),
    payload: fc.uint8Array({ max: 1, maxLength: 3 }),
  })
  fc.assert(
    fc.property(one, one, (a, b) => {
      const same = Buffer.compare(bytesOf(a), bytesOf(b)) === 0
      expect(same).toBe(JSON.stringify(a) === JSON.stringify(b))
    }),
  )
})

const bytesOf = (of: { context: 'batch' | 'down' | 'peer'; signer: string; payload: Uint8Array }) =>
  signedBytes(of.context, of.signer, of.payload)
