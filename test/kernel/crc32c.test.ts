// CRC-32C against published values and the slow way, a bit at a time.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32c } from '../../src/kernel/crc32c.ts'

function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

it('J13: the published check values hold (RFC 3720, B.4)', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, n) => n))).toBe(0x46dd794e)
})

it('J13: it agrees with the slow way on any part of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(20), (bytes, from) => {
      const start = Math.min(from, bytes.length)
      expect(crc32c(bytes, start)).toBe(slowly(bytes.subarray(start)))
    }),
  )
})
