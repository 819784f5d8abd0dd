// Translates resource versions in requests: a node shows its own, the cluster knows its own.
import type { HttpRequest } from '../../bus/http.ts'
import { conflict, expired } from '../../src/objects/answers/failures.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import { queryValue } from '../../src/objects/request/query.ts'
import type { Projection } from '../mirror/projection.ts'
import { isNodeVersion } from '../mirror/versions.ts'

type Fields = Readonly<Record<string, unknown>>

const utf8 = new TextEncoder()
const text = new TextDecoder()

/** What a version in a body is to become; undefined: it does not hold any more. */
type Translate = (version: string) => string | undefined

/** The request as the cluster understands it, or why it cannot be handed on. */
export function forCluster(
  request: HttpRequest,
  info: ResourceRequest,
  projection: Projection,
): HttpRequest | Status {
  const asked = queryValue(info.query, 'resourceVersion') ?? ''
  if (isNodeVersion(Number(asked)))
    return expired(`resource version ${asked} is this node's own, and this answer is the cluster's`)
  const current = projection.get(info, info.namespace, info.name ?? '')
  const origin = projection.originOf(info, info.namespace, info.name ?? '')
  return withVersions(request, info, (version) => {
    if (!isNodeVersion(Number(version))) return version
    const isCurrent = version === current?.metadata.resourceVersion
    return isCurrent && origin !== undefined ? String(origin) : undefined
  })
}

/** The request as this node understands it while it answers alone: a version of the cluster's becomes its own. */
export function forNode(
  request: HttpRequest,
  info: ResourceRequest,
  projection: Projection,
): HttpRequest {
  const current = projection.get(info, info.namespace, info.name ?? '')
  const origin = projection.originOf(info, info.namespace, info.name ?? '')
  const own = current?.metadata.resourceVersion
  const translated = withVersions(request, info, (version) =>
    own !== undefined && version === String(origin) ? own : version,
  )
  return isStatus(translated) ? request : translated
}

function withVersions(
  request: HttpRequest,
  info: ResourceRequest,
  translate: Translate,
): HttpRequest | Status {
  const body = info.verb === 'create' ? undefined : jsonWithVersions(request.body)
  if (body === undefined) return request
  const next = translated(body, info, translate)
  if (next === undefined)
    return conflict(
      info,
      info.name ?? '',
      'the object has been modified; please apply your changes to the latest version and try again',
    )
  return { ...request, body: utf8.encode(JSON.stringify(next)) }
}

/** A body in which a version may stand; undefined where none does, or where it is no JSON. */
function jsonWithVersions(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  const written = text.decode(bytes)
  if (!written.includes('resourceVersion')) return undefined
  try {
    return JSON.parse(written) as unknown
  } catch {
    return undefined
  }
}

function translated(body: unknown, { verb }: ResourceRequest, translate: Translate): unknown {
  if (Array.isArray(body)) return inOperations(body as readonly Fields[], translate)
  if (!isFields(body)) return body
  return inField(body, verb === 'delete' ? 'preconditions' : 'metadata', translate)
}

/** A JSON patch may test a version. */
function inOperations(operations: readonly Fields[], translate: Translate): unknown {
  let isStale = false
  const next = operations.map((operation) => {
    const { path, value } = operation
    if (path !== '/metadata/resourceVersion' || typeof value !== 'string') return operation
    const version = translate(value)
    isStale ||= version === undefined
    return { ...operation, value: version }
  })
  return isStale ? undefined : next
}

function inField(body: Fields, name: string, translate: Translate): Fields | undefined {
  const field = body[name]
  if (!isFields(field) || typeof field['resourceVersion'] !== 'string') return body
  const resourceVersion = translate(field['resourceVersion'])
  if (resourceVersion === undefined) return undefined
  return { ...body, [name]: { ...field, resourceVersion } }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
