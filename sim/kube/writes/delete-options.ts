// The options of a delete, from its body and its query.
import { badRequest } from '../../../src/objects/answers/failures.ts'
import { unsupportedValue } from '../../../src/objects/answers/invalid.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { queryValue } from '../../../src/objects/request/query.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { dryRunErrors, invalidOptions } from './options.ts'
import type { WriteRequest } from './request.ts'

/** How an object is to be deleted. */
export interface DeleteOptions {
  readonly graceSeconds?: number
  readonly uid?: string
  readonly resourceVersion?: string
  readonly propagation?: Propagation
  readonly dryRun: boolean
}

/** What becomes of the objects that the deleted one owns. */
export type Propagation = 'Foreground' | 'Background' | 'Orphan'

const propagations = ['Foreground', 'Background', 'Orphan'] as const

/** Reads the options of a delete; what the query says fills in what the body leaves out. */
export function deleteOptions({
  body,
  query,
}: Pick<WriteRequest, 'body' | 'query'>): DeleteOptions | Status {
  const given = bodyOptions(body)
  if (typeof given === 'string') return badRequest(given)
  const dryRun = Array.isArray(given['dryRun']) ? given['dryRun'].map(String) : []
  const wanted = given['propagationPolicy'] ?? queryValue(query, 'propagationPolicy')
  const propagation = propagations.find((each) => each === wanted)
  const dryRuns = [...dryRun, ...(query.get('dryRun') ?? [])]
  const errors = [
    ...(wanted === undefined || propagation !== undefined
      ? []
      : [
          unsupportedValue('propagationPolicy', wanted, [
            'Foreground',
            'Background',
            'Orphan',
            'nil',
          ]),
        ]),
    ...dryRunErrors(dryRuns),
  ]
  if (errors.length > 0) return invalidOptions('DeleteOptions', errors)
  const orphan = given['orphanDependents'] === true ? 'Orphan' : undefined
  return {
    dryRun: dryRuns.includes('All'),
    ...optional('graceSeconds', graceOf(given, queryValue(query, 'gracePeriodSeconds'))),
    ...optional('propagation', propagation ?? orphan),
    ...preconditions(given),
  }
}

function bodyOptions(body: WriteRequest['body']): Json | string {
  if (body.isEmpty) return {}
  const read = body.value()
  if ('unreadable' in read) return `couldn't get version/kind; ${read.unreadable}`
  return isJson(read.value) ? read.value : 'DeleteOptions must be an object'
}

function graceOf(given: Json, query: string | undefined): number | undefined {
  const wanted = given['gracePeriodSeconds'] ?? query
  const seconds = Number(wanted)
  return wanted === undefined || wanted === null || !Number.isInteger(seconds)
    ? undefined
    : Math.max(seconds, seconds < 0 ? 1 : 0)
}

function preconditions(given: Json): Pick<DeleteOptions, 'uid' | 'resourceVersion'> {
  const { uid, resourceVersion } = isJson(given['preconditions']) ? given['preconditions'] : {}
  return {
    ...optional('uid', typeof uid === 'string' ? uid : undefined),
    ...optional(
      'resourceVersion',
      typeof resourceVersion === 'string' ? resourceVersion : undefined,
    ),
  }
}

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
