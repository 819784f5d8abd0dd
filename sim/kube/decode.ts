// Makes an object of a body: the right kind, known fields, right types, defaults.
import { badRequest } from '../../src/objects/answers/failures.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import { groupVersion } from '../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { builtinSchema, typeOf } from '../../src/objects/schema/builtin.ts'
import { isJson, typed } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import type { Body } from './body.ts'
import type { KubeContext } from './context.ts'
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
  const read = body.value()
  if ('unreadable' in read) {
    const expected = `the object provided is unrecognized (must be of type ${kind.kind})`
    return badRequest(`${expected}: couldn't get version/kind; ${read.unreadable}`)
  }
  if (!isJson(read.value)) return badRequest(`an object was expected, not ${typeof read.value}`)
  const wrongKind = kindProblem(kube, kind, read.value)
  if (wrongKind !== undefined) return wrongKind
  const value = {
    ...read.value,
    apiVersion: groupVersion(kind.group, kind.version),
    kind: kind.kind,
  }
  return fitted(kind, value, read.duplicates, validation)
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

/** Fits a value to the type of its kind. */
export function fitted(
  kind: ServedKind,
  value: Json,
  duplicates: readonly string[],
  validation: WriteOptions['fieldValidation'],
): Decoded | Status {
  const type = typeOf(kind)
  const { metadata } = value
  if (metadata !== undefined && metadata !== null && !isJson(metadata)) {
    return unhandled(
      kind,
      'json: cannot unmarshal into Go struct field .metadata of type v1.ObjectMeta',
    )
  }
  const fit = typed(builtinSchema, type ?? 'Untyped', value)
  if (fit.wrong !== undefined) return unhandled(kind, fit.wrong)
  const problems = [
    ...duplicates.map((path) => `duplicate field "${path}"`),
    ...fit.unknown.map((path) => `unknown field "${path}"`),
  ]
  if (problems.length > 0 && validation === 'Strict') {
    return unhandled(kind, `strict decoding error: ${problems.join(', ')}`)
  }
  const object = { metadata: {}, ...(fit.value as Json) } as unknown as KubeObject
  return { object, warnings: validation === 'Ignore' ? [] : problems }
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
