// The options in the query of a write, checked.
import { invalid, unsupportedValue } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { queryValue } from '../../../src/objects/request/query.ts'
import type { Query } from '../../../src/objects/request/query.ts'
import type { WriteOptions } from './request.ts'

const validations = ['', 'Ignore', 'Strict', 'Warn'] as const

/** The Status for options that are wrong; `kind` is `CreateOptions` and the like. */
export const invalidOptions = (kind: string, errors: readonly FieldError[]): Status =>
  invalid({ group: 'meta.k8s.io', kind, name: '' }, errors)

/** What is wrong with a `dryRun`. */
export const dryRunErrors = (values: readonly string[]): readonly FieldError[] =>
  values.every((value) => value === 'All' || value === '')
    ? []
    : [unsupportedValue('dryRun', values, ['All'])]

/** Reads the options of a create, update or patch. */
export function writeOptions(kind: string, query: Query): WriteOptions | Status {
  const dryRun = query.get('dryRun') ?? []
  const validation = queryValue(query, 'fieldValidation') ?? ''
  const known = validations.find((each) => each === validation)
  const errors = [
    ...dryRunErrors(dryRun),
    ...(known === undefined ? [unsupportedValue('fieldValidation', validation, validations)] : []),
  ]
  if (known === undefined || errors.length > 0) return invalidOptions(kind, errors)
  return {
    dryRun: dryRun.includes('All'),
    fieldValidation: known === '' ? 'Warn' : known,
    force: queryValue(query, 'force') === 'true',
  }
}
