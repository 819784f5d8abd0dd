// What a write changed: the fields it added, modified and removed.
import { isEqualJson } from '../patches/equal.ts'
import { isJson } from '../schema/typed.ts'
import { branches, noFields, oneField } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldElement } from './fields-v1.ts'
import { partsOf } from './items.ts'
import { settledShape, shapeOfField } from './shape.ts'
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
  const parts =
    settled.is === 'fields'
      ? fieldsCompared(settled, before, after)
      : itemsCompared(settled, before, after)
  if (parts === undefined) return leaf(before, after)
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

type Parts = readonly (readonly [element: string, Comparison])[]

/** What differs field by field; undefined if neither has fields. */
function fieldsCompared(shape: Shape, before: unknown, after: unknown): Parts | undefined {
  if (!isJson(before) && !isJson(after)) return undefined
  const was = isJson(before) ? before : {}
  const is = isJson(after) ? after : {}
  const parts: (readonly [string, Comparison])[] = []
  const look = (name: string): void => {
    if (was[name] === is[name]) return
    const each = compared(shapeOfField(shape, name), was[name], is[name])
    parts.push([fieldElement(name), each])
  }
  for (const name of Object.keys(was)) if (was[name] !== undefined) look(name)
  for (const name of Object.keys(is)) if (was[name] === undefined) look(name)
  return parts
}

/** What differs item by item; undefined if neither has items that can be told apart. */
function itemsCompared(shape: Shape, before: unknown, after: unknown): Parts | undefined {
  const was = partsOf(shape, before)
  const is = partsOf(shape, after)
  if (was === undefined && is === undefined) return undefined
  const elements = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
  return elements.map((element) => {
    const one = was?.get(element)
    const other = is?.get(element)
    const inner = (other ?? one)?.shape ?? shape
    return [element, compared(inner, one?.value, other?.value)] as const
  })
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
