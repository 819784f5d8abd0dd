// What an update or a patch that is made alone changes: as a patch that says nothing else.
import {
  badRequest,
  unprocessable,
  unsupportedMediaType,
  unsupportedPatch,
} from '../../objects/answers/failures.ts'
import { isStatus } from '../../objects/answers/status.ts'
import type { Status } from '../../objects/answers/status.ts'
import { groupVersion } from '../../objects/kinds/registry.ts'
import { withMetadata } from '../../objects/metadata.ts'
import type { KubeObject } from '../../objects/object.ts'
import { jsonPatch } from '../../objects/patches/json-patch.ts'
import { builtinSchema, typeOf } from '../../objects/schema/builtin.ts'
import { isJson, typed } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { kept, mergedWith } from './apply.ts'
import type { WriteAttempt } from './attempt.ts'
import { difference } from './difference.ts'
import type { PatchForm, WriteTarget } from './write.ts'

/** A change that fits: the patch to be kept, what it leaves, and the preconditions that were named. */
export interface Changed {
  readonly form: PatchForm
  readonly patch: Json
  readonly result: KubeObject
  readonly asked: {
    readonly uid: string | undefined
    readonly resourceVersion: string | undefined
  }
}

const prefix = 'application/'
const forms: Readonly<Record<string, PatchForm | 'json'>> = {
  [`${prefix}json-patch+json`]: 'json',
  [`${prefix}merge-patch+json`]: 'merge',
  [`${prefix}strategic-merge-patch+json`]: 'strategic',
}

/** Reads the object of a body. */
export function objectOf(attempt: WriteAttempt): KubeObject | Status {
  const { kind, body, mediaType } = attempt
  if (mediaType !== '' && mediaType !== `${prefix}json`)
    return unsupportedMediaType([`${prefix}json`])
  const wanted = groupVersion(kind.group, kind.version)
  if (!isJson(body)) return badRequest(`expected an object of kind ${kind.kind}, got none`)
  const { apiVersion = wanted, kind: name = kind.kind } = body
  if (apiVersion !== wanted || name !== kind.kind)
    return badRequest(
      `${String(name)} in version "${String(apiVersion)}" cannot be handled as a ${kind.kind}`,
    )
  return fitted(attempt, { ...body, apiVersion: wanted, kind: kind.kind })
}

/** What a patch makes of what is there. */
export function patchOf(
  attempt: WriteAttempt,
  target: WriteTarget,
  current: KubeObject,
): Changed | Status {
  const { body, mediaType } = attempt
  const form = forms[mediaType]
  if (form === undefined) return unsupportedPatch()
  const merged = form === 'json' ? operated(current, body) : merging(current, target, form, body)
  if (isStatus(merged)) return merged
  const changed = changedTo(attempt, target, current, merged)
  if (isStatus(changed) || form === 'json' || !isJson(body)) return changed
  return { ...changed, form, patch: withoutPreconditions(body) }
}

/** What an update makes of what is there. */
export function updateOf(
  attempt: WriteAttempt,
  target: WriteTarget,
  current: KubeObject,
): Changed | Status {
  const given = objectOf(attempt)
  return isStatus(given) ? given : changedTo(attempt, target, current, given)
}

function changedTo(
  attempt: WriteAttempt,
  target: WriteTarget,
  current: KubeObject,
  value: Json,
): Changed | Status {
  const identity = { apiVersion: current.apiVersion, kind: current.kind }
  const given = fitted(attempt, { ...value, ...identity })
  if (isStatus(given)) return given
  const own = given.metadata.name as string | undefined
  if (own !== current.metadata.name) return wrongName(own ?? '', current.metadata.name)
  const { uid, resourceVersion } = given.metadata
  const result = kept(target, given, current, attempt.subresource === 'status')
  const patch = difference(current, result)
  return { form: 'merge', patch, result, asked: { uid, resourceVersion } }
}

function operated(current: KubeObject, body: unknown): Json | Status {
  const outcome = jsonPatch(current, body)
  if (!('problem' in outcome)) return isJson(outcome.value) ? outcome.value : unprocessable()
  if (outcome.problem === 'failed') return unprocessable()
  return badRequest(`error decoding patch: ${outcome.message}`)
}

function merging(
  current: KubeObject,
  target: WriteTarget,
  form: PatchForm,
  body: unknown,
): Json | Status {
  if (!isJson(body)) return badRequest('error decoding patch: expected an object')
  return mergedWith(current, target, { form, patch: body }) ?? unprocessable()
}

/** The object fitted to its type. */
function fitted({ kind, isStrict }: WriteAttempt, value: Json): KubeObject | Status {
  const metadata = isJson(value['metadata']) ? value['metadata'] : {}
  const type = typeOf(kind)
  if (type === undefined) return { ...value, metadata } as unknown as KubeObject
  const fit = typed(builtinSchema, type, { ...value, metadata })
  const unhandled = (why: string): Status =>
    badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`,
    )
  if (fit.wrong !== undefined) return unhandled(fit.wrong)
  if (isStrict && fit.unknown.length > 0) {
    const fields = fit.unknown.map((path) => `unknown field "${path}"`).join(', ')
    return unhandled(`strict decoding error: ${fields}`)
  }
  return fit.value as KubeObject
}

/** The node's own versions and uids mean nothing to the cloud. */
function withoutPreconditions(patch: Json): Json {
  if (!isJson(patch['metadata'])) return patch
  const bare = withMetadata({ ...patch } as unknown as KubeObject, {
    resourceVersion: undefined,
    uid: undefined,
  })
  return bare as unknown as Json
}

/** The refusal of a body that is for another object than its path. */
export const wrongName = (own: string, name: string): Status =>
  badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
