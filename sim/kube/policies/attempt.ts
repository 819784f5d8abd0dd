// A write as policies see it: what is done to which object, by whom.
import type { User } from '../../../src/identity/user.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Admitted } from '../writes/request.ts'
import { celValue, lazily } from './cel.ts'
import type { Variables } from './cel.ts'

/** What is done, as rules name it. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** A write before it is stored. */
export interface Attempt {
  readonly operation: Operation
  readonly kind: ServedKind
  readonly subresource: string
  readonly namespace: string | undefined
  readonly name: string
  readonly user: User
  readonly dryRun: boolean
  /** As it would be; undefined of a delete. */
  readonly object: object | undefined
  /** As it is; undefined of a create. */
  readonly oldObject: object | undefined
}

/** The attempt of a request. */
export const attemptOf = (
  { kind, subresource = '', user, options, namespace }: Admitted,
  operation: Operation,
  { name, object, oldObject }: Partial<Pick<Attempt, 'name' | 'object' | 'oldObject'>>,
): Attempt => {
  const metadata = ((object ?? oldObject) as KubeObject | undefined)?.metadata
  return {
    operation,
    kind,
    subresource,
    namespace: kind.namespaced ? (namespace ?? metadata?.namespace) : undefined,
    name: name ?? metadata?.name ?? '',
    user,
    dryRun: options.dryRun,
    object,
    oldObject,
  }
}

/** What expressions see of an attempt. */
export const variablesOf = (attempt: Attempt, home: object | undefined): Variables =>
  lazily({
    object: () => celValue(attempt.object),
    oldObject: () => celValue(attempt.oldObject),
    request: () => celValue(requestOf(attempt)),
    namespaceObject: () => celValue(home),
  })

/** A write as reviews and expressions call it, without its objects. */
export function requestOf({ kind, subresource, namespace = '', ...attempt }: Attempt) {
  const names = { group: kind.group, version: kind.version, kind: kind.kind }
  const resource = { group: kind.group, version: kind.version, resource: kind.resource }
  const { name: username, groups } = attempt.user
  return {
    kind: names,
    requestKind: names,
    resource,
    requestResource: resource,
    subResource: subresource,
    requestSubResource: subresource,
    name: attempt.name,
    namespace,
    operation: attempt.operation,
    userInfo: { username, groups, extra: {} },
    dryRun: attempt.dryRun,
    options: {},
  }
}
