// What a node asks the cloud for its local guard; it travels signed as `guard`.
import type { Attempt } from '../src/identity/attempt.ts'
import { plainAttempt } from '../src/identity/attempt.ts'
import type { CertificateUse } from '../src/identity/certificates.ts'
import type { User } from '../src/identity/user.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { causeway } from './generated/wire.js'
import { limits } from './limits.ts'
import {
  bounded,
  count,
  decoded,
  finished,
  items,
  member,
  named,
  plain,
  wire,
  within,
} from './wire.ts'

/** A signing request (PKCS #10, DER). */
export interface CertificateAsk {
  readonly use: CertificateUse
  readonly request: Uint8Array
}

/** Who wanted what. */
export interface AccessAsk {
  readonly user: User
  readonly attempt: Attempt
}

/** A question of a node. */
export interface GuardAsk {
  readonly node: NodeId
  readonly ask: number
  readonly certificates: readonly CertificateAsk[]
  readonly access: readonly AccessAsk[]
  /** Whether it wants to be told whom to trust. */
  readonly trust: boolean
}

/** The uses of certificates, by their numbers on the wire. */
export const useNumbers = { serving: 1, kubelet: 2 } as const
const uses = { 1: 'serving', 2: 'kubelet' } as const

/** The use on the wire; throws MALFORMED or NEWER_VERSION. */
export const useOf = (value: number | null | undefined): CertificateUse =>
  member<CertificateUse>(uses, value, 'use of a certificate')

const bound = { what: 'a question of a guard', bytesMax: limits.guardAskBytes }
const requestBound = { what: 'a signing request', bytesMax: limits.certificateBytes }

/** The bytes of a question. */
export function encodeGuardAsk({ certificates, access, ...rest }: GuardAsk): Uint8Array {
  return finished(
    wire.GuardAsk.encode({
      ...rest,
      certificates: certificates.map(({ use, request }) => ({ use: useNumbers[use], request })),
      access: access.map(({ user, attempt }) => ({
        ...attempt,
        user: user.name,
        groups: [...user.groups],
      })),
    }),
  )
}

/** Reads a question: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeGuardAsk(bytes: Uint8Array): GuardAsk | Fault {
  return decoded(bytes, bound, wire.GuardAsk, (message) => ({
    node: nodeId(named(message.node, 'node')),
    ask: count(message.ask, 'ask', { min: 1 }),
    certificates: items(message.certificates, 'certificates', 2).map(({ use, request }) => ({
      use: useOf(use),
      request: plain(within(request ?? new Uint8Array(), requestBound)),
    })),
    access: items(message.access, 'wishes', limits.guardAccess).map(accessOf),
    trust: message.trust === true,
  }))
}

function accessOf(message: causeway.v1.AccessAsk.$Properties): AccessAsk {
  const groups = items(message.groups, 'groups', limits.guardGroups)
  const name = named(message.user, 'user', limits.keyLength)
  const user = { name, groups: groups.map((one) => named(one, 'group', limits.keyLength)) }
  return { user, attempt: attemptOf(message) }
}

function attemptOf(message: causeway.v1.AccessAsk.$Properties): Attempt {
  const { path } = message
  const verb = named(message.verb, 'verb')
  if (path) return { verb, path: bounded(path, 'path', limits.keyLength) }
  return plainAttempt({
    verb,
    group: bounded(message.group, 'group'),
    resource: named(message.resource, 'resource'),
    subresource: bounded(message.subresource, 'subresource'),
    namespace: bounded(message.namespace, 'namespace'),
    name: bounded(message.name, 'name', limits.keyLength),
  })
}
