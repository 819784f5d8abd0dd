// The fields of a type by the numbers they have in protobuf.
import type { Field, Fields } from '../schema/schema.ts'

/** Fields by number; some numbers are messages whose fields belong to the object around them. */
export type Numbered = Map<number, Place>

/** What lies at a number. */
export type Place = { readonly name: string; readonly field: Field } | { readonly within: Numbered }

const compiled = new WeakMap<Fields, Numbered>()

/** The fields that have a number. */
export function numberedOf(fields: Fields): Numbered {
  const known = compiled.get(fields)
  if (known !== undefined) return known
  const root: Numbered = new Map()
  for (const [name, field] of fields) place(root, field.numbers, { name, field })
  const sorted = inOrder(root)
  compiled.set(fields, sorted)
  return sorted
}

function place(into: Numbered, [number, ...below]: readonly number[], at: Place): void {
  if (number === undefined) return
  if (below.length === 0) {
    into.set(number, at)
    return
  }
  const known = into.get(number)
  const within: Numbered = known !== undefined && 'within' in known ? known.within : new Map()
  into.set(number, { within })
  place(within, below, at)
}

/** Messages are written by ascending numbers. */
const inOrder = (numbered: Numbered): Numbered =>
  new Map(
    [...numbered]
      .toSorted(([a], [b]) => a - b)
      .map(([number, at]) => [number, 'within' in at ? { within: inOrder(at.within) } : at]),
  )
