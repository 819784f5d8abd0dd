// The fields that a value sets: what a manager owns who applies it.
import { isJson } from '../schema/typed.ts'
import { branches, noFields, oneField } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { partsOf } from './items.ts'
import { settledShape } from './shape.ts'
import type { Shape } from './shape.ts'

/** The fields that a value sets: whole values, items of lists, free keys of maps, and what is empty. */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
  const settled = settledShape(shape, value)
  if (settled.is === 'whole') return oneField
  const parts = [...(partsOf(settled, value) ?? [])]
  return branches(
    parts.map(([element, part]) => {
      const below = fieldsOf(part.shape, part.value)
      const isOwn = settled.is !== 'fields' || !part.isDeclared || isNothing(part.value)
      return [element, isOwn ? { ...below, isMember: true } : below]
    }),
  )
}

const isNothing = (value: unknown): boolean =>
  value === null || (isJson(value) && Object.keys(value).length === 0)

/** The set with every declared field that has fields of the set below it. */
export function withNamed(shape: Shape, set: FieldSet): FieldSet {
  const below = [...set.below].map(([element, each]): [string, FieldSet] => {
    const name = element.startsWith('f:') ? element.slice(2) : undefined
    const inner = innerShape(shape, name)
    const isNamed =
      name !== undefined && shape.is === 'fields' && shape.declared(name) !== undefined
    const named = withNamed(inner, each)
    return [element, isNamed ? { ...named, isMember: true } : named]
  })
  return { ...set, below: new Map(below) }
}

function innerShape(shape: Shape, name: string | undefined): Shape {
  if (shape.is === 'keyed') return shape.item()
  if (shape.is === 'fields' && name !== undefined)
    return shape.declared(name) ?? shape.other ?? shape
  return shape
}

/** The value without the fields of a set; what is emptied by that is gone. */
export function withoutFields(shape: Shape, value: unknown, set: FieldSet): unknown {
  const settled = settledShape(shape, value)
  const parts = partsOf(settled, value)
  if (parts === undefined || set.below.size === 0) return value
  const left = [...parts].flatMap(([element, part]) => {
    const gone = set.below.get(element) ?? noFields
    if (gone.isMember) return []
    const kept = withoutFields(part.shape, part.value, gone)
    return kept === undefined ? [] : [[element, kept] as const]
  })
  if (left.length === 0) return undefined
  if (Array.isArray(value)) return left.map(([, each]) => each)
  return Object.fromEntries(left.map(([element, each]) => [element.slice(2), each]))
}
