// Creates an object: decoded, admitted, begun, checked, stored.
import { alreadyExists, badRequest, unclassified } from '../../../src/objects/answers/failures.ts'
import { invalid } from '../../../src/objects/answers/invalid.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { metadataErrors, withMetadata } from '../../../src/objects/metadata.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { admitCreate } from '../admission/admit.ts'
import type { KubeContext } from '../context.ts'
import { now, randomSuffix, randomUid } from '../context.ts'
import { schemaErrors } from '../custom.ts'
import { decode, settled } from '../decode.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { withCreator } from './managers.ts'
import { mutated, refusedByAdmission } from '../webhooks/stages.ts'
import { refused, written } from './request.ts'
import type { Admitted, WriteRequest, Written } from './request.ts'

const generatedNameMax = 63
const suffixLength = 5

/** Answers a create. */
export function create(kube: KubeContext, request: WriteRequest): Written {
  const decoded = decode(kube, request.kind, request.body, request.options.fieldValidation)
  if (isStatus(decoded)) return refused(decoded)
  const placed = inNamespace(request, decoded.object)
  const object = isStatus(placed) ? placed : createObject(kube, request, placed)
  return isStatus(object) ? refused(object) : written(201, object, decoded.warnings)
}

/** Creates an object that has been decoded already. */
export function createObject(
  kube: KubeContext,
  request: Admitted,
  given: KubeObject,
): KubeObject | Status {
  const { kind } = request
  const own = strategyOf(kind)
  const allowed = admitCreate(kube, request, own.defaults(named(kube, given)))
  const admitted = isStatus(allowed) ? allowed : mutated(kube, request, allowed)
  if (isStatus(admitted)) return admitted
  const begun = settled(kind, own.begin(withServerFields(kube, admitted, own.counted), kube))
  const errors = [
    ...metadataErrors(begun.metadata, own.checkName),
    ...schemaErrors(kind, begun),
    ...own.errors(begun),
  ]
  const name = begun.metadata.name ?? ''
  if (errors.length > 0) return invalid({ group: kind.group, kind: kind.kind, name }, errors)
  if (given.metadata.resourceVersion !== undefined) {
    return unclassified('resourceVersion should not be set on objects to be created')
  }
  const denied = refusedByAdmission(kube, request, 'CREATE', { object: begun })
  if (denied !== undefined) return denied
  if (kube.store.get(kind, begun.metadata.namespace, name) !== undefined) {
    return alreadyExists(kind, name)
  }
  const managed = withCreator(kube, request, begun)
  return request.options.dryRun ? managed : kube.store.put(kind, managed)
}

/** The object in the namespace of its path. */
export function inNamespace(
  { kind, namespace }: Pick<WriteRequest, 'kind' | 'namespace'>,
  object: KubeObject,
): KubeObject | Status {
  const own = object.metadata.namespace
  if (!kind.namespaced) return withMetadata(object, { namespace: undefined })
  if (own !== undefined && own !== '' && own !== namespace) {
    return badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  }
  return withMetadata(object, { namespace })
}

function named({ random }: KubeContext, object: KubeObject): KubeObject {
  const { name, generateName } = object.metadata as { name?: string; generateName?: string }
  if ((name !== undefined && name !== '') || generateName === undefined) return object
  const base = generateName.slice(0, generatedNameMax - suffixLength)
  return withMetadata(object, { name: `${base}${randomSuffix(random, suffixLength)}` })
}

const withServerFields = (kube: KubeContext, object: KubeObject, counted: boolean): KubeObject =>
  withMetadata(object, {
    uid: randomUid(kube.random),
    creationTimestamp: now(kube),
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    resourceVersion: undefined,
    selfLink: undefined,
    managedFields: undefined,
    generation: counted ? 1 : undefined,
  })
