// Names that controllers give: random suffixes, and the hash of a pod template.
import { hash32 } from '../../../src/kernel/hash.ts'
import type { Random } from '../../../src/kernel/random.ts'

// Without vowels and look-alikes, so that no name spells a word.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

const letter = (n: number): string => alphabet[n % alphabet.length] ?? ''

/** Five random letters. */
export const randomSuffix = (random: Random): string =>
  Array.from({ length: 5 }, () => letter(random.below(alphabet.length))).join('')

/** A short word that stands for `value`, whatever the order of its fields. */
export const hashName = (value: unknown): string =>
  Array.from(String(hash32(canonical(value))), (digit) => letter(digit.charCodeAt(0))).join('')

/** JSON with sorted fields. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = fields.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`
}
