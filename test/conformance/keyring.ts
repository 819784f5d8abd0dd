// What every keyring must do.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Keyring } from '../../bus/keyring.ts'

/** `make` gives keyrings of different owners; `sealsCostly` keeps the number of runs down. */
export function keyringConformance(name: string, make: () => Promise<Keyring>): void {
  describe(`keyring ${name}`, () => {
    const bytes = fc.uint8Array({ maxLength: 300 })

    it('J50: hashes are SHA-256', async () => {
      const { hash } = await make()
      const hex = (text: string) =>
        Buffer.from(hash(new TextEncoder().encode(text))).toString('hex')
      expect(hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
      expect(hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
      expect(hex('a'.repeat(1_000))).toBe(
        '41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3',
      )
    })

    it('J51: a signature holds for its signer and its bytes alone, and nothing makes verify throw', async () => {
      const [one, other] = [await make(), await make()]
      expect(one.publicKeys.sign).toHaveLength(32)
      expect(one.publicKeys.sign).not.toEqual(other.publicKeys.sign)
      fc.assert(
        fc.property(bytes, bytes, fc.nat(), (message, foreign, at) => {
          const signature = one.sign(message)
          expect(signature).toHaveLength(64)
          expect(other.verify(one.publicKeys.sign, message, signature)).toBe(true)
          expect(other.verify(other.publicKeys.sign, message, signature)).toBe(false)
          expect(other.verify(foreign, message, signature)).toBe(false)
          expect(other.verify(one.publicKeys.sign, message, foreign)).toBe(false)
          const bent = signature.slice()
          bent[at % 64] = (bent[at % 64] ?? 0) ^ 1
          expect(other.verify(one.publicKeys.sign, message, bent)).toBe(false)
          const longer = Uint8Array.of(...message, 0)
          expect(other.verify(one.publicKeys.sign, longer, signature)).toBe(false)
        }),
        { numRuns: 30 },
      )
    })

    it('J52: what is sealed to one reader is read by that reader alone, unchanged or not at all', async () => {
      const [one, other] = [await make(), await make()]
      fc.assert(
        fc.property(bytes, fc.nat(), (message, at) => {
          const sealed = other.sealTo(one.publicKeys.seal, message)
          expect(sealed).toBeDefined()
          if (sealed === undefined) return
          expect(one.unseal(sealed)).toEqual(message)
          expect(other.unseal(sealed)).toBeUndefined()
          const bent = sealed.slice()
          bent[at % bent.length] = (bent[at % bent.length] ?? 0) ^ 1
          expect(one.unseal(bent)).toBeUndefined()
          expect(one.unseal(message)).toBeUndefined()
        }),
        { numRuns: 30 },
      )
    })

    it('J52: sealing the same twice gives different bytes; to no key it gives nothing', async () => {
      const keyring = await make()
      const { seal } = keyring.publicKeys
      const message = Uint8Array.of(1, 2, 3)
      expect(keyring.sealTo(seal, message)).not.toEqual(keyring.sealTo(seal, message))
      expect(keyring.sealTo(new Uint8Array(32), message)).toBeUndefined()
      expect(keyring.sealTo(new Uint8Array(5), message)).toBeUndefined()
    })

    it('G13: what is locked is read by its owner alone, unchanged or not at all, and never looks the same', async () => {
      const [one, other] = [await make(), await make()]
      fc.assert(
        fc.property(bytes, bytes, fc.nat(), (message, foreign, at) => {
          const locked = one.lock(message)
          expect(one.unlock(locked)).toEqual(message)
          expect(other.unlock(locked)).toBeUndefined()
          expect(one.unseal(locked)).toBeUndefined()
          expect(one.lock(message)).not.toEqual(locked)
          const bent = locked.slice()
          bent[at % bent.length] = (bent[at % bent.length] ?? 0) ^ 1
          expect(one.unlock(bent)).toBeUndefined()
          expect(one.unlock(foreign)).toBeUndefined()
        }),
        { numRuns: 30 },
      )
    })
  })
}
