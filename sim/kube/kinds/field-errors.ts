// Errors of fields that many kinds have alike.
import { invalidValue, unsupportedValue } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'

/** The error of a value that is none of those there are. */
export const oneOf = (
  field: string,
  value: string,
  supported: readonly string[],
): readonly FieldError[] =>
  supported.includes(value) ? [] : [unsupportedValue(field, value, supported)]

/** The error of an update of a field that never changes. */
export const immutable = (field: string, value: unknown): FieldError =>
  invalidValue(field, value, 'field is immutable')
