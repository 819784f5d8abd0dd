// How the schemas of definitions are written down: one word for each kind of value.
import type { Structural } from '../../src/objects/structural/structural.ts'

type Nested = 'properties' | 'items' | 'additionalProperties'

/** A schema with its descriptions. */
export interface Schema extends Omit<Structural, Nested> {
  readonly description?: string
  readonly format?: string
  readonly properties?: Fields
  readonly items?: Schema
  readonly additionalProperties?: Schema
}

/** Schemas of fields by name. */
export type Fields = Readonly<Record<string, Schema>>

/** A text. */
export const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  description,
  ...more,
})

/** One of these texts. */
export const oneOf = (description: string, ...values: readonly string[]): Schema =>
  text(description, { enum: values })

/** A whole number. */
export const whole = (description: string, more: Schema = {}): Schema => ({
  type: 'integer',
  description,
  ...more,
})

/** True or false. */
export const flag = (description: string, more: Schema = {}): Schema => ({
  type: 'boolean',
  description,
  ...more,
})

/** A time in RFC 3339. */
export const time = (description: string): Schema => text(description, { format: 'date-time' })

/** A list. */
export const list = (description: string, items: Schema): Schema => ({
  type: 'array',
  description,
  items,
})

/** A list of texts. */
export const texts = (description: string): Schema => list(description, { type: 'string' })

/** Values by name; texts if nothing else is said. */
export const map = (description: string, value: Schema = { type: 'string' }): Schema => ({
  type: 'object',
  description,
  additionalProperties: value,
})

/** An object of these fields and no others. */
export const object = (
  description: string,
  properties: Fields,
  required: readonly string[] = [],
): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required.length === 0 ? {} : { required }),
})

/** An object that may have any fields; some are described. */
export const free = (description: string, properties: Fields = {}): Schema => ({
  type: 'object',
  description,
  'x-kubernetes-preserve-unknown-fields': true,
  ...(Object.keys(properties).length === 0 ? {} : { properties }),
})
