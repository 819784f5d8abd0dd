// How objects of a definition's kind merge: as its structural schema says.
import type { Structural } from '../structural/structural.ts'
import { withMetadata } from './builtin-shape.ts'
import { deduced, mapOf, whole } from './shape.ts'
import type { Shape } from './shape.ts'

/** The shape of a kind's objects by its schema; without one anything goes. */
export const customShape = (schema: Structural | undefined): Shape =>
  withMetadata(schema === undefined ? mapOf(deduced) : shapeOf(schema))

function shapeOf(schema: Structural): Shape {
  if (schema.type === 'array') return listShape(schema)
  if (schema.type !== 'object') return schema.type === undefined ? deduced : whole
  return schema['x-kubernetes-map-type'] === 'atomic' ? whole : objectShape(schema)
}

function objectShape({ properties, additionalProperties, ...rest }: Structural): Shape {
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true
  const { 'x-kubernetes-embedded-resource': isResource = false } = rest
  const declared = (name: string): Shape | undefined => {
    const own = properties?.[name]
    return own === undefined ? undefined : shapeOf(own)
  }
  const other =
    typeof additionalProperties === 'object'
      ? shapeOf(additionalProperties)
      : isOpen || additionalProperties === true
        ? deduced
        : undefined
  const shape: Shape = { is: 'fields', declared, ...(other === undefined ? {} : { other }) }
  return isResource ? withMetadata(shape) : shape
}

function listShape(schema: Structural): Shape {
  const { items = {}, 'x-kubernetes-list-type': type } = schema
  if (type === 'set') return { is: 'set' }
  if (type !== 'map') return whole
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []).map((name) => {
    const usual = items.properties?.[name]?.default
    return usual === undefined ? { name } : { name, default: usual }
  })
  return { is: 'keyed', keys, item: () => shapeOf(items) }
}
