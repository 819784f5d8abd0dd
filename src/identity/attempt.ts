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
export const isOnPath = (attempt: Attempt): attempt is PathAttempt => 'path' in attempt

const optional = ['subresource', 'namespace', 'name'] as const

/** An attempt without whatever else its source says; what is empty is left out. */
export function plainAttempt(attempt: Attempt): Attempt {
  const { verb } = attempt
  if (isOnPath(attempt)) return { verb, path: attempt.path }
  const { group, resource } = attempt
  const rest = optional.flatMap((field) => (attempt[field] ? [[field, attempt[field]]] : []))
  return { verb, group, resource, ...(Object.fromEntries(rest) as object) }
}

/** One text for one attempt. */
export function attemptKey(attempt: Attempt): string {
  if (isOnPath(attempt)) return JSON.stringify([attempt.verb, attempt.path])
  const { verb, group, resource, subresource = '', namespace = '', name = '' } = attempt
  return JSON.stringify([verb, group, resource, subresource, namespace, name])
}

/** What a request wants. */
export function attemptOf(info: RequestInfo): Attempt {
  if (info.about === 'path') return { verb: info.method.toLowerCase(), path: info.path }
  const { path: _path, ...rest } = info
  return plainAttempt({ ...rest, verb: rest.verb ?? '' })
}
