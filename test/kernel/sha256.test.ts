// SHA-256 in plain code is SHA-256.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toHex } from '../../src/kernel/hex.ts'
import { sha256 } from '../../src/kernel/sha256.ts'

it('O20: marks are made with SHA-256, of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toHex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
    }),
  )
})
