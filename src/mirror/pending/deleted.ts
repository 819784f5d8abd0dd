// A delete that is made alone: its preconditions, and that it is the last one.
import { conflict } from '../../objects/answers/failures.ts'
import type { Status } from '../../objects/answers/status.ts'
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { cannotAlone } from './attempt.ts'
import type { WriteAnswer, WriteAttempt } from './attempt.ts'

/** Checks a delete and says how it is answered. */
export function checkedDelete(attempt: WriteAttempt, current: KubeObject): WriteAnswer | Status {
  const options = isJson(attempt.body) ? attempt.body : {}
  const stale = staleness(attempt, options, current)
  if (stale !== undefined) return stale
  const isPod = attempt.kind.kind === 'Pod'
  const grace = options['gracePeriodSeconds'] ?? attempt.graceSeconds
  if (isPod && Number(grace) !== 0) return cannotAlone('the deletion of a pod with grace')
  if ((current.metadata.finalizers ?? []).length > 0)
    return cannotAlone('the end of an object with finalizers')
  return { status: 200, body: isPod ? current : success(attempt, current) }
}

function staleness(
  { kind }: WriteAttempt,
  options: Json,
  { metadata }: KubeObject,
): Status | undefined {
  const { preconditions } = options
  const { uid, resourceVersion } = isJson(preconditions) ? preconditions : {}
  const about = { group: kind.group, resource: kind.kind }
  const wrong = (what: string, asked: unknown, own: unknown): Status =>
    conflict(
      about,
      metadata.name,
      `the ${what} in the precondition (${String(asked)}) does not match the ${what} in record (${String(own)})`,
    )
  if (typeof uid === 'string' && uid !== metadata.uid) return wrong('UID', uid, metadata.uid)
  if (typeof resourceVersion === 'string' && resourceVersion !== metadata.resourceVersion)
    return wrong('ResourceVersion', resourceVersion, metadata.resourceVersion)
  return undefined
}

function success({ kind }: WriteAttempt, { metadata }: KubeObject): Status {
  const group = kind.group === '' ? {} : { group: kind.group }
  const uid = metadata.uid === undefined ? {} : { uid: metadata.uid }
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: metadata.name, ...group, kind: kind.resource, ...uid },
    code: 200,
  }
}
