// What a request is about, read off its method and path alone.
import { queryFlag, splitTarget } from './query.ts'
import type { Query } from './query.ts'

/** What is to be done to a resource. */
export type Verb =
  'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

/** A request for objects of the API. */
export interface ResourceRequest {
  readonly about: 'resource'
  readonly path: string
  readonly query: Query
  /** Undefined for methods that no resource has. */
  readonly verb: Verb | undefined
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
}

/** A request for anything else: discovery, health, version. `segments` are decoded; a trailing slash is left out. */
export interface PathRequest {
  readonly about: 'path'
  readonly path: string
  readonly query: Query
  readonly method: string
  readonly segments: readonly string[]
}

/** A request, before it is known whether such a resource is served. */
export type RequestInfo = ResourceRequest | PathRequest

/** Reads `method` and `target` (path and query). Total: what makes no sense is about a path that is not there. */
export function requestInfo(method: string, target: string): RequestInfo {
  const { path, query } = splitTarget(target)
  const segments = segmentsOf(path)
  const other: PathRequest = { about: 'path', path, query, method, segments }
  if (segments.includes('') || segments.includes('..') || segments.includes('.')) return other
  const [root, ...rest] = segments
  if (root === 'api' && rest.length >= 2) return resourceRequest(other, '', rest) ?? other
  const [group, ...below] = rest
  if (root !== 'apis' || group === undefined || below.length < 2) return other
  return resourceRequest(other, group, below) ?? other
}

/** The decoded parts of a path; an encoded slash divides like a plain one. */
function segmentsOf(path: string): readonly string[] {
  const decoded = path.includes('%') ? decodedPath(path) : path
  const inner = decoded.endsWith('/') ? decoded.slice(1, -1) : decoded.slice(1)
  return inner === '' ? [] : inner.split('/')
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** `version [watch] [namespaces <ns>] resource [name [subresource …]]`. */
function resourceRequest(
  from: PathRequest,
  group: string,
  [version = '', ...parts]: readonly string[],
): ResourceRequest | undefined {
  const legacyWatch = parts[0] === 'watch' && parts.length > 1
  const below = legacyWatch ? parts.slice(1) : parts
  const place = placeOf(below)
  if (place === undefined) return undefined
  const { path, query } = from
  const verb = legacyWatch ? watchVerb(from.method) : verbOf(from, place.name !== undefined)
  return { about: 'resource', path, query, verb, group, version, ...place }
}

type Place = Pick<ResourceRequest, 'resource' | 'namespace' | 'name' | 'subresource'>

// Below a namespace these are its own subresources, not resources in it.
const namespaceSubresources = ['status', 'finalize']

function placeOf(parts: readonly string[]): Place | undefined {
  const [first, namespace, resource] = parts
  const inNamespace =
    first === 'namespaces' &&
    namespace !== undefined &&
    resource !== undefined &&
    !namespaceSubresources.includes(resource)
  if (!inNamespace) return within(parts)
  const place = within(parts.slice(2))
  return place && { ...place, namespace }
}

function within([resource, name, ...below]: readonly string[]): Place | undefined {
  if (resource === undefined) return undefined
  if (name === undefined) return { resource }
  const subresource = below.join('/')
  return subresource === '' ? { resource, name } : { resource, name, subresource }
}

const verbs: Readonly<Record<string, Verb>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

function verbOf({ method, query }: PathRequest, named: boolean): Verb | undefined {
  if (method === 'GET' && named) return 'get'
  if (method === 'GET') return queryFlag(query, 'watch') ? 'watch' : 'list'
  return method === 'DELETE' && !named ? 'deletecollection' : verbs[method]
}

const watchVerb = (method: string): Verb | undefined => (method === 'GET' ? 'watch' : undefined)
