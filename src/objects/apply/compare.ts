// What a write changed: the fields it added, modified and removed.
import { isEqualJson } from '../patches/equal.ts'
import { isJson } from '../schema/typed.ts'
import { branches, noFields, oneField } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { partsOf } from './items.ts'
import { settledShape } from './shape.ts'
import type { Shape } from './shape.ts'

/** The difference of two values. */
export interface Comparison {
  /** Fields that are there only now, or with another value. */
  readonly changed: FieldSet
  /** Fields that were there only before. */
  readonly removed: FieldSet
}

const same: Comparison = { changed: noFields, removed: noFields }

/** Compares two values; undefined is a value that is not there. */
export function compared(shape: Shape, before: unknown, after: unknown): Comparison {
  if (before === after) return same
  const settled = settledShape(shape, after, before)
  if (settled.is === 'whole' || (isNone(before) && isNone(after))) return leaf(before, after)
  const was = partsOf(settled, before)
  const is = partsOf(settled, after)
  if (was === undefined && is === undefined) return leaf(before, after)
  const elements = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
  const parts = elements.map((element) => {
    const one = was?.get(element)
    const other = is?.get(element)
    const inner = (other ?? one)?.shape ?? settled
    return [element, compared(inner, one?.value, other?.value)] as const
  })
  const of = (which: keyof Comparison, isMember: boolean) =>
    branches(
      parts.map(([element, each]) => [element, each[which]]),
      isMember,
    )
  return {
    changed: of('changed', before === undefined),
    removed: of('removed', after === undefined),
  }
}

function leaf(before: unknown, after: unknown): Comparison {
  if (after === undefined) return { changed: noFields, removed: oneField }
  if (before !== undefined && isEqualJson(before, after)) return same
  return { changed: oneField, removed: noFields }
}

/** Whether there is nothing in a value that could be told apart. */
const isNone = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isJson(value) && Object.keys(value).length === 0)
