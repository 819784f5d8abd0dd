// Public keys as people write them: 64 hexadecimal digits.
import { fromHex } from '../../kernel/hex.ts'
import { UsageError } from '../exit.ts'

/** The key as it is compared and shown, in lower case; undefined when it is none. */
export function keyText(text: string): string | undefined {
  const key = text.toLowerCase()
  return /^[0-9a-f]{64}$/.test(key) ? key : undefined
}

/** What a key looks like, for whoever gave something else. */
export const keyForm = 'a public key of 64 hexadecimal digits, as `causeway keys` prints it'

/** The key that a flag gives. */
export function keyOf(flag: string, text: string): Uint8Array {
  const bytes = fromHex(keyText(text) ?? 'none')
  if (bytes !== undefined) return bytes
  throw new UsageError(`${flag}: expected ${keyForm}, got "${text}"`)
}
