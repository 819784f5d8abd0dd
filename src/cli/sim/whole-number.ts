// Whole numbers that commands of the simulator are told.
import { UsageError } from '../exit.ts'

/** The number that a flag gives; wrong usage where it is none, or less than `least`. */
export function wholeNumber(flag: string, text: string, least = 1): number {
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least) return number
  throw new UsageError(`expected ${flag} as a whole number from ${least} on, came "${text}"`)
}
