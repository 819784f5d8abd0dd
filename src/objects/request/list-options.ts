// The options of lists and watches, read off a query and checked.
import { badRequest } from '../answers/failures.ts'
import { forbiddenField, invalid, unsupportedValue } from '../answers/invalid.ts'
import type { FieldError } from '../answers/invalid.ts'
import { isStatus } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import { parseFieldSelector } from '../selectors/field-selector.ts'
import type { FieldSelector } from '../selectors/field-selector.ts'
import { parseLabelSelector } from '../selectors/label-selector.ts'
import type { LabelSelector } from '../selectors/label-selector.ts'
import { queryFlag, queryValue } from './query.ts'
import type { Query } from './query.ts'

/** What a list or a watch was asked for. Texts that were not given are empty. */
export interface ListOptions {
  readonly labels: LabelSelector
  readonly fields: FieldSelector
  readonly watch: boolean
  readonly allowWatchBookmarks: boolean
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly timeoutSeconds: number
  readonly limit: number
  readonly continueToken: string
  readonly sendInitialEvents: boolean | undefined
}

/** The options of a query; `watch` is told apart by the path too. A Status says what is wrong with them. */
export function listOptions(query: Query, watch: boolean): ListOptions | Status {
  const text = (name: string) => queryValue(query, name) ?? ''
  const timeoutSeconds = integer(query, 'timeoutSeconds')
  if (isStatus(timeoutSeconds)) return timeoutSeconds
  const limit = integer(query, 'limit')
  if (isStatus(limit)) return limit
  const labels = parseLabelSelector(text('labelSelector'))
  if (isStatus(labels)) return labels
  const fields = parseFieldSelector(text('fieldSelector'))
  if (isStatus(fields)) return fields
  const options: ListOptions = {
    labels,
    fields,
    watch,
    allowWatchBookmarks: queryFlag(query, 'allowWatchBookmarks'),
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: text('resourceVersionMatch'),
    timeoutSeconds,
    limit,
    continueToken: text('continue'),
    sendInitialEvents: query.has('sendInitialEvents')
      ? queryFlag(query, 'sendInitialEvents')
      : undefined,
  }
  const errors = watch ? watchErrors(options) : listErrors(options)
  return errors.length === 0
    ? options
    : invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '' }, errors)
}

function integer(query: Query, name: string): number | Status {
  const text = queryValue(query, name)
  if (text === undefined) return 0
  if (!/^[+-]?\d+$/.test(text)) {
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  if (Number.isSafeInteger(Number(text))) return Number(text)
  return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`)
}

const match = 'resourceVersionMatch'

function listErrors(options: ListOptions): readonly FieldError[] {
  const { resourceVersion, resourceVersionMatch: wanted, continueToken } = options
  const errors: FieldError[] = []
  if (wanted !== '') {
    if (resourceVersion === '') {
      errors.push(forbiddenField(match, `${match} is forbidden unless resourceVersion is provided`))
    }
    if (continueToken !== '') errors.push(notWithContinue)
    if (wanted !== 'Exact' && wanted !== 'NotOlderThan') {
      errors.push(unsupportedValue(match, wanted, ['Exact', 'NotOlderThan', '']))
    }
    if (wanted === 'Exact' && resourceVersion === '0') {
      errors.push(forbiddenField(match, `${match} "exact" is forbidden for resourceVersion "0"`))
    }
  }
  if (options.sendInitialEvents !== undefined) {
    const why = 'sendInitialEvents is forbidden for list'
    errors.push(forbiddenField('sendInitialEvents', why))
  }
  return errors
}

const notWithContinue = forbiddenField(match, `${match} is forbidden when continue is provided`)

function watchErrors(options: ListOptions): readonly FieldError[] {
  const { resourceVersionMatch: wanted, sendInitialEvents, continueToken } = options
  const errors: FieldError[] = []
  if (sendInitialEvents !== undefined && wanted !== 'NotOlderThan') {
    const why = `sendInitialEvents requires setting ${match} to NotOlderThan`
    errors.push(forbiddenField(match, why))
  }
  if (wanted === '') return errors
  if (sendInitialEvents === undefined) {
    const why = `${match} is forbidden for watch unless sendInitialEvents is provided`
    errors.push(forbiddenField(match, why))
  }
  if (wanted !== 'NotOlderThan') errors.push(unsupportedValue(match, wanted, ['NotOlderThan']))
  if (continueToken !== '') errors.push(notWithContinue)
  return errors
}
