// What somebody wants to do, and whether he may.

import type { RequestInfo } from '../objects/request/info.ts'

/** What somebody wants to do to a resource. */
export interface ResourceAttempt {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** What somebody wants of a path that is no resource; `verb` is the method in lower case. */
export interface PathAttempt {
  readonly verb: string
  readonly path: string
}

/** Anything that somebody may want. */
export type Attempt = ResourceAttempt | PathAttempt

/** Whether something may be done, and why not. */
export interface Decision {
  readonly allowed: boolean
  readonly because?: string
}

/** Whether an attempt is about a path. */
export const isOnPath = (attempt: Attempt): attempt is PathAttempt => !('resource' in attempt)

/** An attempt on a resource without whatever else its source says; what is empty is left out. */
export function plainAttempt(attempt: ResourceAttempt): ResourceAttempt {
  const { verb, group, resource, subresource = '', namespace = '', name = '' } = attempt
  return {
    verb,
    group,
    resource,
    ...(subresource === '' ? {} : { subresource }),
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
  }
}

/** One text for one attempt. */
export function attemptKey(attempt: Attempt): string {
  if (isOnPath(attempt)) return JSON.stringify([attempt.verb, attempt.path])
  const { verb, group, resource, subresource = '', namespace = '', name = '' } = attempt
  return JSON.stringify([verb, group, resource, subresource, namespace, name])
}

/** What a request wants. */
export const attemptOf = (info: RequestInfo): Attempt =>
  info.about === 'path'
    ? { verb: info.method.toLowerCase(), path: info.path }
    : plainAttempt({ ...info, verb: info.verb ?? '' })
