// Makes an object of a body: the right kind, known fields, right types, defaults.
import { badRequest, unsupportedMediaType } from '../../src/objects/answers/failures.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { protobufType } from '../../src/objects/protobuf/envelope.ts'
import { builtinSchema, typeOf } from '../../src/objects/schema/builtin.ts'
import { isJson, typed } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { availableEncodings } from '../../src/objects/request/accept.ts'
import { summary } from './body.ts'
import type { Body } from './body.ts'
import type { KubeContext } from './context.ts'
import { shaped } from './custom.ts'
import type { WriteOptions } from './writes/request.ts'

/** An object read from a body, with warnings about fields that were dropped. */
export interface Decoded {
  readonly object: KubeObject
  readonly warnings: readonly string[]
}

const scheme = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30'

/** Reads an object of `kind` from a body. */
export function decode(
  kube: KubeContext,
  kind: ServedKind,
  body: Body,
  validation: WriteOptions['fieldValidation'],
): Decoded | Status {
  if (!bodyTypes.includes(body.mediaType)) return unsupportedMediaType(bodyTypes.slice(1))
  const read = body.value()
  if ('unreadable' in read) return unrecognized(kind, read.unreadable)
  const sent = read.value ?? {}
  if (!isJson(sent)) return unrecognized(kind, notAnObject(sent))
  const wrongKind = kindProblem(kube, kind, sent)
  if (wrongKind !== undefined) return wrongKind
  const value = {
    ...sent,
    apiVersion: groupVersion(kind.group, kind.version),
    kind: kind.kind,
  }
  return fitted(kind, { value, duplicates: read.duplicates, validation })
}

const bodyTypes = ['', ...availableEncodings, protobufType]

const unrecognized = (kind: ServedKind, why: string): Status =>
  badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; ${why}`,
  )

const identity =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

const notAnObject = (value: unknown): string => {
  const what = Array.isArray(value) ? 'array' : typeof value
  const why = `json: cannot unmarshal ${what} into Go value of type ${identity}`
  return `json parse error: ${why} (${summary(JSON.stringify(value) ?? '')})`
}

/** Why a body is of another kind than its path. */
function kindProblem(kube: KubeContext, kind: ServedKind, body: Json): Status | undefined {
  const apiVersion = String(body['apiVersion'] ?? groupVersion(kind.group, kind.version))
  const name = String(body['kind'] ?? kind.kind)
  if (apiVersion === groupVersion(kind.group, kind.version) && name === kind.kind) return undefined
  const served = kube
    .registry()
    .kinds.some(
      (each) => each.kind === name && groupVersion(each.group, each.version) === apiVersion,
    )
  const version = apiVersion.split('/').at(-1) ?? ''
  const why = served
    ? `converting (${version}.${name}) to (${kind.group === '' ? 'core' : kind.group}.${kind.kind}): unknown conversion`
    : `no kind "${name}" is registered for version "${apiVersion}" in scheme "${scheme}"`
  return badRequest(`${name} in version "${version}" cannot be handled as a ${kind.kind}: ${why}`)
}

/** A value that is to be an object, and how to take what does not belong to it. */
export interface Unfitted {
  readonly value: Json
  readonly duplicates: readonly string[]
  readonly validation: WriteOptions['fieldValidation']
}

/** Fits a value to the type, or to the definition, of its kind. */
export function fitted(
  kind: ServedKind,
  { value, duplicates, validation }: Unfitted,
): Decoded | Status {
  const type = typeOf(kind)
  const fit =
    type === undefined
      ? typed(builtinSchema, 'ObjectMeta', value['metadata'] ?? {})
      : typed(builtinSchema, type, value)
  if (fit.wrong !== undefined) return unhandled(kind, fit.wrong)
  const whole = type === undefined ? { ...value, metadata: fit.value } : (fit.value as Json)
  const { value: shape, unknown } = shaped(kind, whole)
  const problems = [
    ...duplicates.map((path) => `duplicate field "${path}"`),
    ...[...fit.unknown, ...unknown].map((path) => `unknown field "${path}"`),
  ]
  if (problems.length > 0 && validation === 'Strict') {
    return unhandled(kind, `strict decoding error: ${problems.join(', ')}`)
  }
  const warnings = validation === 'Ignore' ? [] : problems
  return { object: shape as KubeObject, warnings }
}

/** A built-in object as it is stored and shown: empty fields left out, zeros where they belong. */
export function settled(kind: ServedKind, object: KubeObject): KubeObject {
  const type = typeOf(kind)
  return type === undefined ? object : (typed(builtinSchema, type, object).value as KubeObject)
}

const unhandled = (kind: ServedKind, why: string): Status =>
  badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`,
  )
