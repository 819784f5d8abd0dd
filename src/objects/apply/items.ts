// The items of a list by what tells them apart.
import { isJson } from '../schema/typed.ts'
import { keyElement, valueElement } from './fields-v1.ts'
import { shapeOfField, whole } from './shape.ts'
import type { Shape } from './shape.ts'

/** A shape whose values are lists of items that can be told apart. */
export type ListShape = Extract<Shape, { is: 'set' | 'keyed' }>

/** The path element of an item. */
export function elementOf(shape: ListShape, item: unknown): string {
  if (shape.is === 'set' || !isJson(item)) return valueElement(item)
  return keyElement(
    shape.keys.flatMap(({ name, default: usual }) => {
      const value = item[name] ?? usual
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** What a value of this shape holds, by path element, each with its own shape; undefined if it is no such value. */
export function partsOf(shape: Shape, value: unknown): ReadonlyMap<string, Part> | undefined {
  if (shape.is === 'fields') {
    if (!isJson(value)) return undefined
    const fields = Object.entries(value).filter(([, each]) => each !== undefined)
    return new Map(
      fields.map(([name, each]) => [
        `f:${name}`,
        { value: each, shape: shapeOfField(shape, name), isDeclared: isDeclared(shape, name) },
      ]),
    )
  }
  if ((shape.is !== 'set' && shape.is !== 'keyed') || !Array.isArray(value)) return undefined
  const item = shape.is === 'set' ? whole : shape.item()
  return new Map(
    value.map((each) => [elementOf(shape, each), { value: each, shape: item, isDeclared: false }]),
  )
}

/** A field or an item within its parent. */
export interface Part {
  readonly value: unknown
  readonly shape: Shape
  /** Whether the parent's type names it. */
  readonly isDeclared: boolean
}

const isDeclared = (shape: Shape, name: string): boolean =>
  shape.is === 'fields' && shape.declared(name) !== undefined
