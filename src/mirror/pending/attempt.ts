// A write as a local client asks for it while its node is alone.
import type { Status } from '../../objects/answers/status.ts'
import { failure } from '../../objects/answers/status.ts'
import { badRequest, unsupportedMediaType } from '../../objects/answers/failures.ts'
import type { KubeObject } from '../../objects/object.ts'
import type { ServedKind } from '../../objects/kinds/registry.ts'
import { protobufType } from '../../objects/protobuf/envelope.ts'
import { queryValue } from '../../objects/request/query.ts'
import type { ResourceRequest } from '../../objects/request/info.ts'
import type { Route } from '../../objects/request/route.ts'

/** A write whose caller has been let in, of a kind that is served. */
export interface WriteAttempt {
  readonly kind: ServedKind
  readonly verb: 'create' | 'update' | 'patch' | 'delete'
  readonly namespace: string | undefined
  readonly name: string | undefined
  /** `status`, or undefined for the object itself. */
  readonly subresource: string | undefined
  readonly dryRun: boolean
  /** Unknown fields are refused, not dropped. */
  readonly isStrict: boolean
  /** Of a delete, as its query says. */
  readonly graceSeconds: string | undefined
  /** In lower case, without parameters; empty if none was named. */
  readonly mediaType: string
  /** The JSON of the body; undefined where there is none. */
  readonly body: unknown
}

/** What a write is answered with. */
export interface WriteAnswer {
  readonly status: number
  readonly body: KubeObject | Status
}

/** A failed write. */
export const refused = (status: Status): WriteAnswer => ({ status: status.code, body: status })

const verbs = ['create', 'update', 'patch', 'delete'] as const

/** Reads a write off a request, or says what of it cannot be had alone. */
export function attemptOf(
  { kind, verb, subresource }: Route,
  info: ResourceRequest,
  contentType: string,
  bytes: Uint8Array,
): WriteAttempt | Status {
  const known = verbs.find((each) => each === verb)
  if (known === undefined) return cannotAlone(`"${verb}" of ${kind.resource}`)
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const read = bodyOf(mediaType, bytes)
  if ('refusal' in read) return read.refusal
  return {
    kind,
    verb: known,
    namespace: kind.namespaced ? info.namespace : undefined,
    name: info.name,
    subresource: subresource?.name,
    dryRun: queryValue(info.query, 'dryRun') === 'All',
    isStrict: queryValue(info.query, 'fieldValidation') === 'Strict',
    graceSeconds: queryValue(info.query, 'gracePeriodSeconds'),
    mediaType,
    body: read.value,
  }
}

/** The refusal of what needs the cloud. */
export const cannotAlone = (what: string): Status =>
  failure(
    503,
    'ServiceUnavailable',
    `this node is alone, and ${what} needs the cloud: try again once it is linked`,
    { retryAfterSeconds: 5 },
  )

type BodyRead = { readonly value: unknown } | { readonly refusal: Status }

function bodyOf(mediaType: string, bytes: Uint8Array): BodyRead {
  if (bytes.length === 0) return { value: undefined }
  if (mediaType === protobufType) return { refusal: noProtobuf() }
  if (mediaType.endsWith('yaml')) return { refusal: unsupportedMediaType(['application/json']) }
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) as unknown }
  } catch {
    return { refusal: badRequest('expected a body of JSON, got other bytes') }
  }
}

const noProtobuf = (): Status =>
  failure(
    415,
    'UnsupportedMediaType',
    'this node is alone and takes writes as JSON only, got protobuf: set contentType: application/json in the KubeletConfiguration (--kube-api-content-type)',
    {},
  )
