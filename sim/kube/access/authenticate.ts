// Who asks, by token, by certificate, or in the name of another.
import { forbidden, unauthorized } from '../../../src/objects/answers/failures.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Peer } from '../../../bus/http.ts'
import type { HeaderMap } from '../../../src/objects/read-answer.ts'
import type { KubeContext } from '../context.ts'
import { accountUser, anonymous, mastersGroup, member } from '../../../src/identity/user.ts'
import type { User } from '../../../src/identity/user.ts'

/** The caller of a request, or why he is not believed. */
export function authenticate(kube: KubeContext, headers: HeaderMap, peer: Peer): User | Status {
  const caller = callerOf(kube, headers, peer)
  if (isStatus(caller)) return caller
  const name = headers['impersonate-user']
  if (name === undefined || caller.groups.includes(mastersGroup)) {
    return impersonated(caller, headers)
  }
  return forbidden({ user: caller.name, verb: 'impersonate', group: '', resource: 'users', name })
}

function callerOf(kube: KubeContext, headers: HeaderMap, { certificate }: Peer): User | Status {
  const { authorization } = headers
  if (authorization !== undefined) {
    const token = /^bearer +(.+)$/i.exec(authorization)?.[1]?.trim() ?? ''
    return holderOf(kube, token) ?? unauthorized()
  }
  if (certificate === undefined) return anonymous
  return member({ name: certificate.commonName, groups: certificate.organizations })
}

/** Whose token it is; nobody's if it was not given, or is over. */
export function holderOf(kube: KubeContext, token: string): User | undefined {
  const user = kube.users.get(token) ?? accountOf(kube, token)
  return user === undefined ? undefined : member(user)
}

/** The service account to which a token was given. */
function accountOf({ tokens, clock }: KubeContext, token: string): User | undefined {
  const given = tokens.get(token)
  if (given === undefined || given.expiresMs <= clock.wall()) return undefined
  return accountUser(given.namespace, given.name)
}

/** The caller in whose name another asks, if he does. */
export function impersonated(caller: User, headers: HeaderMap): User {
  const name = headers['impersonate-user']
  if (name === undefined || name === '') return caller
  if (name === anonymous.name) return anonymous
  const groups = (headers['impersonate-group'] ?? '').split(',').map((group) => group.trim())
  return member({ name, groups: groups.filter((group) => group !== '') })
}
