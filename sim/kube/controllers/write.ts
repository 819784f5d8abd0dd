// What a controller wants written: calls to the API as data, with the event that tells of each.
import type { KubeObject, ResourceKind } from '../../../src/objects/object.ts'

/** One call. */
export interface Write {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  /** Recorded once the call has succeeded. */
  readonly event?: EventDraft
  /** Whether 404 and 409 mean that there is nothing left to do. */
  readonly optional?: boolean
}

/** An event before it has a name and times. */
export interface EventDraft {
  readonly on: KubeObject
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

/** Where an object or a collection lies; `sub` is a subresource. */
export interface Place {
  readonly namespace?: string | undefined
  readonly name?: string
  readonly sub?: string
}

/** The path of a place among the resources of a kind. */
export function pathOf(kind: ResourceKind, { namespace, name, sub }: Place = {}): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`
  const inNamespace = namespace === undefined ? [] : ['namespaces', namespace]
  const parts = [...inNamespace, kind.resource, name, sub]
  return [root, ...parts.filter((part) => part !== undefined)].join('/')
}

const placeOf = ({ metadata }: KubeObject, sub?: string): Place => ({
  namespace: metadata.namespace,
  name: metadata.name,
  ...(sub === undefined ? {} : { sub }),
})

/** A new object. */
export const create = (kind: ResourceKind, object: KubeObject): Write => ({
  method: 'POST',
  path: pathOf(kind, { namespace: object.metadata.namespace }),
  body: object,
})

/** Merges `body` into an object (RFC 7386), or into its subresource. */
export const merge = (kind: ResourceKind, object: KubeObject, body: unknown): Write => ({
  method: 'PATCH',
  path: pathOf(kind, placeOf(object)),
  contentType: 'application/merge-patch+json',
  body,
})

/** Merges `status` into an object's status. */
export const mergeStatus = (kind: ResourceKind, object: KubeObject, status: unknown): Write => ({
  ...merge(kind, object, { status }),
  path: pathOf(kind, placeOf(object, 'status')),
})

/** Patches a list of objects by their keys, as only built-in kinds allow (a strategic merge). */
export const strategicStatus = (
  kind: ResourceKind,
  object: KubeObject,
  status: unknown,
): Write => ({
  ...mergeStatus(kind, object, status),
  contentType: 'application/strategic-merge-patch+json',
})

/** What a delete may say. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
}

/** Deletes this very object and no other of its name; that it has gone already is fine. */
export const remove = (
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions = {},
): Write => ({
  method: 'DELETE',
  path: pathOf(kind, placeOf(object)),
  body: {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...options,
    preconditions: { uid: object.metadata.uid },
  },
  optional: true,
})

/** The same write, with an event to tell of it. */
export const telling = (write: Write, event: EventDraft): Write => ({ ...write, event })
