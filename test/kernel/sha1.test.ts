// SHA-1 against the platform's own.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { toHex } from '../../src/kernel/hex.ts'
import { sha1 } from '../../src/kernel/sha1.ts'

it('SHA-1 of every length around its blocks is that of the platform', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) % 256)
    expect(toHex(sha1(bytes))).toBe(createHash('sha1').update(bytes).digest('hex'))
  }
})
