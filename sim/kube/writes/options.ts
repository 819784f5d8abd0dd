// The options in the query of a write, checked.
import {
  forbiddenField,
  invalid,
  required,
  tooLong,
  unsupportedValue,
} from '../../../src/objects/answers/invalid.ts'
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

/** The media type of patches that are applied. */
export const applyType = 'application/apply-patch+yaml'

const managerBytesMax = 128

/** Who writes and whether by force must be said for an apply; of other patches none is forced. */
function managerErrors(kind: string, query: Query, mediaType: string): readonly FieldError[] {
  const manager = queryValue(query, 'fieldManager') ?? ''
  const isApply = mediaType === applyType
  const isForced = !isApply && kind === 'PatchOptions' && queryValue(query, 'force') !== undefined
  return [
    ...(isForced ? [forbiddenField('force', 'may not be specified for non-apply patch')] : []),
    ...(isApply && manager === '' ? [required('fieldManager', 'is required for apply patch')] : []),
    ...(manager.length > managerBytesMax ? [tooLong('fieldManager', managerBytesMax)] : []),
  ]
}

/** Reads the options of a create, update or patch whose body has this media type. */
export function writeOptions(kind: string, query: Query, mediaType: string): WriteOptions | Status {
  const dryRun = query.get('dryRun') ?? []
  const validation = queryValue(query, 'fieldValidation') ?? ''
  const known = validations.find((each) => each === validation)
  const errors = [
    ...managerErrors(kind, query, mediaType),
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
