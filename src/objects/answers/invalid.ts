// Invalid input: the fields that are wrong, and the Status that lists them.
import { failure } from './status.ts'
import type { Status, StatusCause } from './status.ts'

/** One wrong field. */
export interface FieldError {
  readonly field: string
  readonly reason: string
  /** As in `Required value`, `Invalid value: "x": why`. */
  readonly message: string
}

/** A value as messages show it: text in quotes, anything else as JSON. */
export const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? `[${value.map(shown).join(' ')}]`
      : JSON.stringify(value)

/** The field must be there. */
export const required = (field: string, why = ''): FieldError => ({
  field,
  reason: 'FieldValueRequired',
  message: why === '' ? 'Required value' : `Required value: ${why}`,
})

/** The field's value is wrong. */
export const invalidValue = (field: string, value: unknown, why: string): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${why}`,
})

/** The field's value is none of those there are. */
export const unsupportedValue = (
  field: string,
  value: unknown,
  supported: readonly string[],
): FieldError => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map(shown).join(', ')}`,
})

/** The field may not be given here. */
export const forbiddenField = (field: string, why: string): FieldError => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
})

/** There are two of what must be there once. */
export const duplicate = (field: string, value: unknown): FieldError => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
})

/** The field is longer than it may be. */
export const tooLong = (field: string, bytesMax: number): FieldError => ({
  field,
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${bytesMax} bytes`,
})

const causeOf = ({ field, reason, message }: FieldError): StatusCause => ({
  reason,
  message,
  field,
})

/** What is invalid: a kind (or, for some, a resource), its group, and the object's name. */
export interface InvalidObject {
  readonly group: string
  readonly kind: string
  readonly name: string
}

/** The Status that lists what is wrong with an object or with options. */
export function invalid(
  { group, kind, name }: InvalidObject,
  errors: readonly FieldError[],
): Status {
  const lines = errors.map(({ field, message }) => `${field}: ${message}`)
  const what = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  const qualifiedKind = group === '' ? kind : `${kind}.${group}`
  return failure(422, 'Invalid', `${qualifiedKind} "${name}" is invalid: ${what}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind,
    causes: errors.map(causeOf),
  })
}
