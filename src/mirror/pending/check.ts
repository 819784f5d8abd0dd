// Checks a write that is made alone, as a real API server would, and says what it changes.
import {
  alreadyExists,
  conflict,
  notFound,
  tooLarge,
  unclassified,
} from '../../objects/answers/failures.ts'
import { invalid } from '../../objects/answers/invalid.ts'
import { isStatus } from '../../objects/answers/status.ts'
import type { Status } from '../../objects/answers/status.ts'
import { metadataErrors } from '../../objects/metadata.ts'
import { subdomain } from '../../objects/name-checks.ts'
import type { KubeObject } from '../../objects/object.ts'
import { isEqualJson } from '../../objects/patches/equal.ts'
import type { Random } from '../../kernel/random.ts'
import type { WallMs } from '../../kernel/time.ts'
import { refused } from './attempt.ts'
import type { WriteAnswer, WriteAttempt } from './attempt.ts'
import { shown } from './apply.ts'
import { created, inPlace } from './created.ts'
import { checkedDelete } from './deleted.ts'
import { isNeverReplayed, refusalAlone } from './owned.ts'
import { objectOf, patchOf, updateOf } from './changed.ts'
import type { Changed } from './changed.ts'
import type { Write, WriteTarget } from './write.ts'

/** What a write is checked with. */
export interface CheckedBy {
  readonly node: string
  readonly wall: WallMs
  readonly random: Random
}

/** A write that is in order: what is to be kept of it, and what it leaves. */
export interface Accepted {
  /** undefined: it changes nothing, or is only tried. */
  readonly write: Write | undefined
  /** What is there afterwards; undefined: nothing. */
  readonly result: KubeObject | undefined
  readonly isKept: boolean
  readonly answer: WriteAnswer
}

/** A write's fact must fit its bounds, with names and numbers around it. */
const changeBytesMax = 240 * 1_024

/** Checks a write against what is there now. */
export function checkWrite(
  attempt: WriteAttempt,
  current: KubeObject | undefined,
  by: CheckedBy,
): Accepted | WriteAnswer {
  const outcome = outcomeOf(attempt, current, by)
  return isStatus(outcome) ? refused(outcome) : outcome
}

function outcomeOf(
  attempt: WriteAttempt,
  current: KubeObject | undefined,
  by: CheckedBy,
): Accepted | Status {
  // What can never be had alone is told before anything is read.
  const first = refusalAlone({ ...asked(attempt, by), before: current, after: undefined })
  if (first !== undefined && attempt.verb !== 'create') return first
  if (attempt.verb === 'delete') return deletion(attempt, current)
  const isNew = attempt.verb === 'create' || (attempt.verb === 'update' && current === undefined)
  if (isNew && canBeMade(attempt)) return creation(attempt, current, by)
  if (current === undefined) return notFound(attempt.kind, attempt.name ?? '')
  return change(attempt, current, by)
}

const asked = (attempt: WriteAttempt, { node }: CheckedBy) => ({
  node,
  attempt,
  name: attempt.name ?? (attempt.verb === 'create' ? node : ''),
})

/** Kinds that an update of what is not there makes. */
const canBeMade = ({ verb, kind, subresource }: WriteAttempt): boolean =>
  verb === 'create' ||
  (subresource === undefined && (isNeverReplayed({ kind }) || kind.resource === 'events'))

function creation(
  attempt: WriteAttempt,
  current: KubeObject | undefined,
  by: CheckedBy,
): Accepted | Status {
  const { kind } = attempt
  const given = objectOf(attempt)
  if (isStatus(given)) return given
  const placed = inPlace(attempt, given)
  if (isStatus(placed)) return placed
  if (attempt.verb === 'create' && placed.metadata.resourceVersion !== undefined)
    return unclassified('resourceVersion should not be set on objects to be created')
  const object = created(attempt, placed, by)
  const { name } = object.metadata
  const refusal = refusalAlone({ node: by.node, attempt, name, before: undefined, after: object })
  if (refusal !== undefined) return refusal
  const errors = metadataErrors(object.metadata, subdomain)
  if (errors.length > 0)
    return invalid({ group: kind.group, kind: kind.kind, name: name ?? '' }, errors)
  if (current !== undefined) return alreadyExists(kind, name)
  const write: Write = {
    target: targetOf(attempt, object),
    uid: undefined,
    change: { verb: 'create', object },
  }
  return accepted(attempt, write, { status: 201, body: object })
}

function change(attempt: WriteAttempt, there: KubeObject, by: CheckedBy): Accepted | Status {
  const target = targetOf(attempt, there)
  const current = shown(target, there)
  const changed =
    attempt.verb === 'patch'
      ? patchOf(attempt, target, current)
      : updateOf(attempt, target, current)
  if (isStatus(changed)) return changed
  const stale = staleness(attempt, changed, current)
  if (stale !== undefined) return stale
  const { result, form, patch } = changed
  const { name } = current.metadata
  const refusal = refusalAlone({ node: by.node, attempt, name, before: current, after: result })
  if (refusal !== undefined) return refusal
  const errors = metadataErrors(result.metadata, () => [])
  if (errors.length > 0) return invalid({ group: target.group, kind: target.kind, name }, errors)
  const status = attempt.subresource === 'status'
  const write: Write = {
    target,
    uid: current.metadata.uid,
    change: { verb: 'patch', form, patch, status },
  }
  const isSame = isEqualJson(result, current)
  return accepted(attempt, isSame ? undefined : write, { status: 200, body: result })
}

/** The preconditions that an update or a patch names. */
function staleness(
  { kind }: WriteAttempt,
  { asked: { uid, resourceVersion } }: Changed,
  { metadata }: KubeObject,
): Status | undefined {
  const { name } = metadata
  if (uid !== undefined && uid !== '' && uid !== metadata.uid)
    return conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    )
  if (resourceVersion === undefined || resourceVersion === '') return undefined
  if (resourceVersion === metadata.resourceVersion) return undefined
  return conflict(
    kind,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )
}

function deletion(attempt: WriteAttempt, current: KubeObject | undefined): Accepted | Status {
  if (current === undefined) return notFound(attempt.kind, attempt.name ?? '')
  const checked = checkedDelete(attempt, current)
  if (isStatus(checked)) return checked
  const target = targetOf(attempt, current)
  const change = { verb: 'delete', graceSeconds: 0 } as const
  const write: Write = { target, uid: current.metadata.uid, change }
  return { ...accepted(attempt, write, checked), result: undefined }
}

function accepted(
  attempt: WriteAttempt,
  write: Write | undefined,
  answer: WriteAnswer,
): Accepted | Status {
  const bytes = write === undefined ? 0 : JSON.stringify(write.change).length
  if (bytes > changeBytesMax) {
    const limit = `a write of at most ${changeBytesMax} bytes while the node is alone`
    return tooLarge(`expected ${limit}, got ${bytes}`)
  }
  const kept = attempt.dryRun ? undefined : write
  const result = answer.body as KubeObject
  return { write: kept, result, isKept: !isNeverReplayed(attempt), answer }
}

function targetOf({ kind }: WriteAttempt, { metadata }: KubeObject): WriteTarget {
  return {
    group: kind.group,
    version: kind.version,
    resource: kind.resource,
    kind: kind.kind,
    namespace: kind.namespaced ? (metadata.namespace ?? '') : '',
    name: metadata.name,
  }
}
