// The scale of what has replicas: read off its object, written back to it.
import { badRequest, notFound } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { scaleOf } from '../../../src/objects/scale.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import { withMetadata } from '../../../src/objects/metadata.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Verb } from '../../../src/objects/request/info.ts'
import type { KubeContext } from '../context.ts'
import { decode, fitted } from '../decode.ts'
import { count, part } from '../../../src/objects/fields.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { patchedObject } from '../writes/patch.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'
import { updateObject } from '../writes/update.ts'

/** Answers an update or a patch of `…/scale`. */
export function writeScale(kube: KubeContext, request: WriteRequest, verb: Verb): Written {
  const { kind, namespace, name = '' } = request
  const object = kube.store.get(kind, namespace, name)
  if (object === undefined) return refused(notFound(kind, name))
  const current = scaleOf(kind, object)
  const wanted = isStatus(current) ? current : wantedScale(kube, request, verb, current)
  if (isStatus(wanted)) return refused(wanted)
  const replicas = count(part(wanted, 'spec'), 'replicas') ?? 0
  const given = withMetadata(withReplicas(kind, object, replicas), {
    resourceVersion: wanted.metadata.resourceVersion,
  })
  const { subresource: _scale, ...whole } = request
  const policies = (changed: KubeObject): Status | undefined => {
    const scales = { object: scaleOf(kind, changed), oldObject: current }
    return refusedByAdmission(kube, request, 'UPDATE', { ...scales, name })
  }
  const updated = updateObject(kube, { ...whole, policies }, given, object)
  if (isStatus(updated)) return refused(updated)
  const scale = scaleOf(kind, updated)
  return isStatus(scale) ? refused(scale) : written(200, scale)
}

function wantedScale(
  kube: KubeContext,
  request: WriteRequest,
  verb: Verb,
  current: KubeObject,
): KubeObject | Status {
  const kind = scaleKind(request.kind)
  if (verb === 'patch') {
    const patched = patchedObject({ kind, body: request.body }, current)
    if (isStatus(patched)) return patched
    const validation = request.options.fieldValidation
    const fit = fitted(kind, { value: patched, duplicates: [], validation })
    return isStatus(fit) ? fit : fit.object
  }
  const decoded = decode(kube, kind, request.body, request.options.fieldValidation)
  if (isStatus(decoded)) return decoded
  const { name } = decoded.object.metadata
  if (name === request.name) return decoded.object
  return badRequest(`the name of the object (${name}) does not match the name on the URL`)
}

const scaleKind = (kind: ServedKind): ServedKind => ({
  ...kind,
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
})

function withReplicas(kind: ServedKind, object: KubeObject, replicas: number): KubeObject {
  const parts = (kind.scale?.specReplicas ?? '.spec.replicas')
    .split('.')
    .filter((each) => each !== '')
  return withAt(object, parts, replicas) as KubeObject
}

function withAt(parent: unknown, [field, ...below]: readonly string[], value: unknown): unknown {
  if (field === undefined) return value
  const object = (parent ?? {}) as Readonly<Record<string, unknown>>
  return { ...object, [field]: withAt(object[field], below, value) }
}
