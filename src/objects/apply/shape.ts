// How the values of a kind merge: fields one by one, items by key or by value, or as a whole.

/** How one value merges with another. Shapes are made as they are walked, for types may hold themselves. */
export type Shape =
  | { readonly is: 'whole' }
  | {
      readonly is: 'fields'
      /** The shape of a field that the type declares; undefined for one that it does not. */
      readonly declared: (name: string) => Shape | undefined
      /** The shape of every other field; undefined if there are no others. */
      readonly other?: Shape
    }
  | { readonly is: 'set' }
  | {
      readonly is: 'keyed'
      /** What tells items apart, with what counts where an item does not say. */
      readonly keys: readonly ListKey[]
      readonly item: () => Shape
    }
  | { readonly is: 'deduced' }

/** One of the fields that tell the items of a list apart. */
export interface ListKey {
  readonly name: string
  readonly default?: unknown
}

/** A value that is owned as a whole. */
export const whole: Shape = { is: 'whole' }

/** A value of which nothing is known: objects merge field by field, everything else is whole. */
export const deduced: Shape = { is: 'deduced' }

/** An object with any fields, all of one shape. */
export const mapOf = (other: Shape): Shape => ({ is: 'fields', declared: () => undefined, other })

/** What a shape is for these values, of which at least one is there. */
export const settledShape = (shape: Shape, ...values: readonly unknown[]): Shape => {
  if (shape.is !== 'deduced') return shape
  const known = values.find((value) => value !== undefined && value !== null)
  return typeof known === 'object' && !Array.isArray(known) ? mapOf(deduced) : whole
}

/** The shape of a field of an object. */
export const shapeOfField = (shape: Shape, name: string): Shape =>
  shape.is === 'fields' ? (shape.declared(name) ?? shape.other ?? deduced) : deduced
