// How a caller is told that he may not do what he asked for.
import { forbidden, forbiddenPath } from '../../src/objects/answers/failures.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { RequestInfo } from '../../src/objects/request/info.ts'
import type { Caller } from './guard.ts'

/** The refusal of a request, with the reason. */
export function refusal({ name: user }: Caller, info: RequestInfo, reason: string): Status {
  if (info.about === 'path') return forbiddenPath(user, info.method.toLowerCase(), info.path)
  const { verb = '', group, resource, subresource, namespace, name } = info
  const given = { subresource, namespace, name }
  const there = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return forbidden({ user, verb, group, resource, ...there }, reason)
}
