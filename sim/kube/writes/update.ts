// Updates an object: preconditions, what only the server sets, rules of the kind, no needless version.
import { badRequest, conflict, notFound } from '../../../src/objects/answers/failures.ts'
import { invalid, invalidValue } from '../../../src/objects/answers/invalid.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import {
  keepServerFields,
  metadataChangeErrors,
  metadataErrors,
  withMetadata,
} from '../../../src/objects/metadata.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import type { KubeContext } from '../context.ts'
import { schemaErrors } from '../custom.ts'
import { decode, settled } from '../decode.ts'
import { strategyOf } from '../kinds/strategies.ts'
import type { Strategy } from '../kinds/strategy.ts'
import { withStatusOf } from '../kinds/strategy.ts'
import { mutated, refusedByAdmission } from '../webhooks/stages.ts'
import { createObject, inNamespace } from './create.ts'
import { withUpdater } from './managers.ts'
import { isFinished } from './remove.ts'
import { refused, written } from './request.ts'
import type { Admitted, WriteRequest, Written } from './request.ts'

/** Answers an update of an object or of its status. */
export function update(kube: KubeContext, request: WriteRequest): Written {
  const decoded = decode(kube, request.kind, request.body, request.options.fieldValidation)
  if (isStatus(decoded)) return refused(decoded)
  const placed = inNamespace(request, decoded.object)
  if (isStatus(placed)) return refused(placed)
  const name = request.name ?? ''
  const wrongName = nameProblem(placed, name)
  if (wrongName !== undefined) return refused(wrongName)
  const own = strategyOf(request.kind)
  const old = kube.store.get(request.kind, request.namespace, name)
  if (old !== undefined) {
    return answered(updateObject(kube, request, own.defaults(placed), old), decoded.warnings)
  }
  if (!own.createOnUpdate || request.subresource !== undefined) {
    return refused(notFound(request.kind, name))
  }
  const another = uidProblem(request.kind, placed.metadata, { ...placed.metadata, uid: '' })
  if (another !== undefined) return refused(another)
  const created = createObject(kube, request, withMetadata(placed, { resourceVersion: undefined }))
  return isStatus(created) ? refused(created) : written(201, created, decoded.warnings)
}

const answered = (object: KubeObject | Status, warnings: readonly string[]): Written =>
  isStatus(object) ? refused(object) : written(200, object, warnings)

/** Why an object is not the one of its path. */
export function nameProblem(object: KubeObject, name: string): Status | undefined {
  const own = object.metadata.name as string | undefined
  if (own === undefined || own === '') {
    return badRequest(`name must be provided`)
  }
  if (own === name) return undefined
  return badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
}

/** What asks for an update; `policies` where they are to look at something else than the object. */
export type UpdateRequest = Admitted & {
  readonly policies?: (changed: KubeObject) => Status | undefined
}

/** Updates `old` to what is asked for, which has its defaults; only the status if that is the subresource. */
export function updateObject(
  kube: KubeContext,
  request: UpdateRequest,
  asked: KubeObject,
  old: KubeObject,
): KubeObject | Status {
  const { kind } = request
  const own = strategyOf(kind)
  const stale = preconditionProblem(request, asked, old, own)
  if (stale !== undefined) return stale
  const given = request.policies === undefined ? mutated(kube, request, asked, old) : asked
  if (isStatus(given)) return given
  const kept = withMetadata(keepServerFields(given, old), {
    resourceVersion: old.metadata.resourceVersion,
  })
  const next =
    request.subresource === 'status'
      ? statusChange(kept, old)
      : counted(own, own.change(withStatusFrom(request, kept, old), old, kube), old)
  const changed = settled(kind, next)
  const errors = [
    ...metadataErrors(changed.metadata, () => []),
    ...metadataChangeErrors(changed.metadata, old.metadata),
    ...schemaErrors(kind, changed),
    ...own.errors(changed),
    ...own.changeErrors(changed, old),
  ]
  if (errors.length > 0) {
    return invalid({ group: kind.group, kind: kind.kind, name: old.metadata.name }, errors)
  }
  const {
    policies = (object) => refusedByAdmission(kube, request, 'UPDATE', { object, oldObject: old }),
  } = request
  const { managedFields } = given.metadata
  const managed = withUpdater(kube, request, { object: changed, old, asked: managedFields })
  return policies(changed) ?? store(kube, request, managed, old)
}

function store(
  kube: KubeContext,
  { kind, options }: Pick<WriteRequest, 'kind' | 'options'>,
  changed: KubeObject,
  old: KubeObject,
): KubeObject {
  if (isEqualJson(changed, old)) return old
  if (options.dryRun) return changed
  if (isFinished(kind, changed)) return kube.store.remove(kind, changed)
  return kube.store.put(kind, changed)
}

function preconditionProblem(
  { kind }: Pick<WriteRequest, 'kind'>,
  { metadata }: KubeObject,
  old: KubeObject,
  own: Strategy,
): Status | undefined {
  const { name } = old.metadata
  const another = uidProblem(kind, metadata, old.metadata)
  if (another !== undefined) return another
  const version = metadata.resourceVersion ?? ''
  if (version !== '' && version !== old.metadata.resourceVersion) {
    return conflict(
      kind,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    )
  }
  if (version !== '' || !own.versionRequired) return undefined
  const error = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')
  return invalid({ group: kind.group, kind: kind.resource, name }, [error])
}

/** Who names a uid means that object: neither another of its name, nor one that is to be made. */
function uidProblem(
  kind: WriteRequest['kind'],
  asked: KubeObject['metadata'],
  { namespace, name, uid = '' }: KubeObject['metadata'],
): Status | undefined {
  if (asked.uid === undefined || asked.uid === '' || asked.uid === uid) return undefined
  const key = ['/registry', kind.resource, namespace, name].filter(Boolean).join('/')
  return conflict(
    kind,
    name,
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${uid}`,
  )
}

/** What an update of the status leaves: everything else as it was, but for labels and annotations. */
const statusChange = (given: KubeObject, old: KubeObject): KubeObject =>
  withStatusOf({ ...old, metadata: given.metadata }, given)

/** The status is not changed through the object where it has a path of its own. */
const withStatusFrom = (
  { kind }: Pick<WriteRequest, 'kind'>,
  given: KubeObject,
  old: KubeObject,
): KubeObject => (kind.subresources.includes('status') ? withStatusOf(given, old) : given)

/** Counts a change of anything but metadata and status. */
function counted(own: Strategy, object: KubeObject, old: KubeObject): KubeObject {
  const { generation } = old.metadata
  if (!own.counted || generation === undefined) return object
  const bare = (each: KubeObject) => ({ ...each, metadata: undefined, status: undefined })
  if (isEqualJson(bare(object), bare(old))) return object
  return withMetadata(object, { generation: generation + 1 })
}
