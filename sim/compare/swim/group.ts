// A SWIM group: its members on their field.
import type { Random } from '../../../src/kernel/random.ts'
import type { Field } from '../field.ts'
import type { Place } from '../field-links.ts'
import type { Belief, Member } from './member.ts'
import type { SwimTimes } from './times.ts'

/** The group. */
export interface Group {
  readonly field: Field
  readonly times: SwimTimes
  readonly members: ReadonlyMap<Place, Member>
}

/** So many of them, drawn without repeating. */
export function some<T>(from: readonly T[], most: number, random: Random): readonly T[] {
  const left = [...from]
  const taken: T[] = []
  while (taken.length < most && left.length > 0)
    taken.push(...left.splice(random.below(left.length), 1))
  return taken
}

/** Those of whom a member believes something. */
export const those = ({ beliefs }: Member, which: (belief: Belief) => boolean): readonly Place[] =>
  [...beliefs].filter(([, belief]) => which(belief)).map(([place]) => place)
