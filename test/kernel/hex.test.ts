// Bytes as hexadecimal text.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/kernel/hex.ts'

it('bytes survive their text', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...(fromHex(toHex(bytes)) ?? [])]).toEqual([...bytes])
    }),
  )
})

it('anything else is no bytes', () => {
  for (const text of ['0', '0g', 'AB', ' 00', '00\n']) expect(fromHex(text)).toBeUndefined()
})
