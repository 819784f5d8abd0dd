// Patches an object: the patch applied to what is stored, then an update like any other.
import {
  badRequest,
  notFound,
  unprocessable,
  unsupportedMediaType,
  unsupportedPatch,
} from '../../../src/objects/answers/failures.ts'
import { invalid, invalidValue } from '../../../src/objects/answers/invalid.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { groupVersion } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { jsonPatch } from '../../../src/objects/patches/json-patch.ts'
import type { Patched } from '../../../src/objects/patches/json-patch.ts'
import { mergePatch } from '../../../src/objects/patches/merge-patch.ts'
import { strategicPatch } from '../../../src/objects/patches/strategic-patch.ts'
import { builtinSchema, typeOf } from '../../../src/objects/schema/builtin.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { fitted } from '../decode.ts'
import { part } from '../../../src/objects/fields.ts'
import { strategyOf } from '../kinds/strategies.ts'
import { apply } from './apply.ts'
import { applyType } from './options.ts'
import { refused, written } from './request.ts'
import type { WriteRequest, Written } from './request.ts'
import { nameProblem, updateObject } from './update.ts'

const prefix = 'application/'
const json = `${prefix}json-patch+json`
const merge = `${prefix}merge-patch+json`
const strategic = `${prefix}strategic-merge-patch+json`

/** Answers a patch of an object or of its status. */
export function patch(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace, name = '' } = request
  if (request.body.mediaType === applyType) return apply(kube, request)
  const old = kube.store.get(kind, namespace, name)
  if (old === undefined) return refused(notFound(kind, name))
  const patched = patchedObject(request, old)
  if (isStatus(patched)) return refused(patched)
  const validation = request.options.fieldValidation
  const fit = fitted(kind, { value: patched, duplicates: [], validation })
  if (isStatus(fit)) return refused(unfit(kind, patched, fit))
  const wrongName = nameProblem(fit.object, name)
  if (wrongName !== undefined) return refused(wrongName)
  const object = updateObject(kube, request, strategyOf(kind).defaults(fit.object), old)
  return isStatus(object) ? refused(object) : written(200, object, fit.warnings)
}

/** The target with the patch of the request applied. */
export function patchedObject(
  { kind, body }: Pick<WriteRequest, 'kind' | 'body'>,
  target: KubeObject,
): Json | Status {
  const type = typeOf(kind)
  const refusal = typeRefusal(body.mediaType, type !== undefined)
  if (refusal !== undefined) return refusal
  const read = body.value()
  if ('unreadable' in read) return badRequest(`error decoding patch: ${read.unreadable}`)
  const identity = { apiVersion: groupVersion(kind.group, kind.version), kind: kind.kind }
  const current = { ...target, ...identity }
  const outcome = applied(body.mediaType, type ?? '', current, read.value)
  if (!('problem' in outcome)) {
    return isJson(outcome.value) ? { ...outcome.value, ...identity } : unprocessable()
  }
  if (outcome.problem === 'failed') return unprocessable()
  return badRequest(`error decoding patch: ${outcome.message}`)
}

function typeRefusal(mediaType: string, typed: boolean): Status | undefined {
  if (mediaType === strategic && !typed) return unsupportedMediaType([json, merge, applyType])
  const known = [json, merge, strategic]
  return known.includes(mediaType) ? undefined : unsupportedPatch()
}

function applied(mediaType: string, type: string, target: KubeObject, body: unknown): Patched {
  if (mediaType === json) return jsonPatch(target, body)
  if (!isJson(body)) {
    const message = 'json: cannot unmarshal into Go value of type map[string]interface {}'
    return { problem: 'malformed', message }
  }
  if (mediaType === merge) return { value: mergePatch(target, body) }
  return strategicPatch(builtinSchema, type, target, body)
}

/** A patch whose result does not fit its type. */
function unfit(kind: ServedKind, patched: Json, why: Status): Status {
  const message = why.message ?? ''
  if (message.includes('strict decoding error')) return why
  const words = message.slice(message.indexOf(`${kind.kind}: `) + kind.kind.length + 2)
  const error = invalidValue('patch', JSON.stringify(inOrder(patched)), words)
  const nameless = invalid({ group: '', kind: '', name: '' }, [error])
  const { kind: _empty, ...details } = nameless.details ?? {}
  return { ...nameless, details }
}

/** The object with its metadata in the order in which a real server writes it: that of protobuf. */
function inOrder(object: Json): Json {
  const fields = builtinSchema.get('ObjectMeta')
  const place = (name: string) => fields?.get(name)?.numbers[0] ?? Infinity
  const metadata = Object.entries(part(object, 'metadata'))
  const ordered = metadata.toSorted(([a], [b]) => place(a) - place(b))
  return { ...object, metadata: Object.fromEntries(ordered) }
}
