// Deletes an object: at once, after its grace, or once its finalizers are done.
import { conflict, notFound } from '../../../src/objects/answers/failures.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { withMetadata } from '../../../src/objects/metadata.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import type { KubeContext } from '../context.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { details, failure, isStatus } from '../../../src/objects/answers/status.ts'
import { firstNamespaces } from '../kinds/namespaces.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { deleteOptions } from './delete-options.ts'
import type { DeleteOptions } from './delete-options.ts'
import { refused, written } from './request.ts'
import type { WriteRequest, Written } from './request.ts'

/** What a delete leaves: the object as it was last, and whether it is gone. */
export interface Removal {
  readonly object: KubeObject
  readonly gone: boolean
}

/** Whether nothing holds back the end of an object any more. */
export const isFinished = (kind: ServedKind, object: KubeObject): boolean => {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0) return false
  return finalizers.length === 0 && !strategyOf(kind).isHeld(object)
}

/** Answers a delete. */
export function remove(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace, name = '' } = request
  const options = deleteOptions(request)
  if (isStatus(options)) return refused(options)
  const old = kube.store.get(kind, namespace, name)
  if (old === undefined) return refused(notFound(kind, name))
  const removal =
    refusedRemoval(kind, name) ??
    refusedByAdmission(kube, request, 'DELETE', { oldObject: old }) ??
    removeObject(kube, kind, old, options)
  if (isStatus(removal)) return refused(removal)
  const { object, gone } = removal
  if (!gone || strategyOf(kind).answersDeleted) return written(200, object)
  return written(200, success(kind, object))
}

/** The namespaces that every cluster has do not go. */
function refusedRemoval(kind: ServedKind, name: string): Status | undefined {
  if (kind.kind !== 'Namespace' || !firstNamespaces.includes(name)) return undefined
  const why = `namespaces "${name}" is forbidden: this namespace may not be deleted`
  return failure(403, 'Forbidden', why, details(kind, name))
}

/** Deletes an object as the options say. */
export function removeObject(
  kube: KubeContext,
  kind: ServedKind,
  old: KubeObject,
  options: DeleteOptions,
): Removal | Status {
  const stale = preconditionProblem(kind, old, options)
  if (stale !== undefined) return stale
  const graceSeconds = strategyOf(kind).graceSeconds?.(old, options.graceSeconds) ?? 0
  const marked = withFinalizer(ending(kube, kind, old, graceSeconds), options)
  if (isFinished(kind, marked)) {
    if (options.dryRun) return { object: old, gone: true }
    // A kind that knows grace is told its end first, also when that is now.
    const told = strategyOf(kind).graceSeconds !== undefined && marked !== old
    const last = told ? kube.store.put(kind, marked) : marked
    return { object: kube.store.remove(kind, last), gone: true }
  }
  if (marked === old) return { object: old, gone: false }
  return { object: options.dryRun ? marked : kube.store.put(kind, marked), gone: false }
}

/** The object marked for its end; an end that is set already can only come sooner. */
function ending(
  kube: KubeContext,
  kind: ServedKind,
  old: KubeObject,
  graceSeconds: number,
): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds: set = 0, generation } = old.metadata
  if (deletionTimestamp !== undefined && set <= graceSeconds) return old
  const marked = withMetadata(old, {
    deletionTimestamp: timestamp(wallMs(kube.clock.wall() + graceSeconds * 1000)),
    deletionGracePeriodSeconds: graceSeconds,
    generation:
      deletionTimestamp === undefined && strategyOf(kind).counted && generation !== undefined
        ? generation + 1
        : generation,
  })
  return deletionTimestamp === undefined ? strategyOf(kind).ending(marked, kube) : marked
}

const propagationFinalizers = ['foregroundDeletion', 'orphan']

/** What the garbage collector has to do before the object may go. */
function withFinalizer(object: KubeObject, { propagation }: DeleteOptions): KubeObject {
  if (propagation === undefined) return object
  const wanted = { Foreground: 'foregroundDeletion', Orphan: 'orphan', Background: '' }[propagation]
  const old = object.metadata.finalizers ?? []
  const others = old.filter((each) => !propagationFinalizers.includes(each))
  const finalizers = wanted === '' ? others : [...others, wanted]
  if (finalizers.join() === old.join()) return object
  return withMetadata(object, { finalizers: finalizers.length > 0 ? finalizers : undefined })
}

function preconditionProblem(
  kind: ServedKind,
  { metadata }: KubeObject,
  { uid, resourceVersion }: DeleteOptions,
): Status | undefined {
  const about = { group: kind.group, resource: kind.kind }
  if (uid !== undefined && uid !== metadata.uid) {
    return conflict(
      about,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  }
  if (resourceVersion === undefined || resourceVersion === metadata.resourceVersion)
    return undefined
  return conflict(
    about,
    metadata.name,
    `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
  )
}

/** The Status that says what was deleted. */
function success(kind: ServedKind, { metadata }: KubeObject): Omit<Status, 'code'> {
  const { name, uid } = metadata
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(kind.group === '' ? {} : { group: kind.group }),
      kind: kind.resource,
      ...(uid === undefined ? {} : { uid }),
    },
  }
}
