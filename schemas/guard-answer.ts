// The answer to what a node asked for its guard; its bytes travel inside `Down`.
import type { CertificateUse } from '../src/identity/certificates.ts'
import type { TokenKeys } from '../src/identity/token-keys.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { causeway } from './generated/wire.js'
import { useNumbers, useOf } from './guard-ask.ts'
import { limits } from './limits.ts'
import { bounded, count, decoded, finished, items, named, plain, wire, within } from './wire.ts'

/** A certificate (DER) for a node's request, and that of the authority. */
export interface CertificateGiven {
  readonly use: CertificateUse
  readonly certificate: Uint8Array
  readonly authority: Uint8Array
}

/** A decision about a wish, by its place in the question; `general`: for objects of any name. */
export interface AccessDecided {
  readonly asked: number
  readonly general: boolean
  readonly allowed: boolean
  readonly because: string | undefined
}

/** Whom a node is to trust, and the addresses of the Service `default/kubernetes`. */
export interface Trusted extends TokenKeys {
  readonly serviceAddresses: readonly string[]
}

/** An answer; what could not be answered is left out of it. */
export interface GuardAnswer {
  readonly ask: number
  readonly certificates: readonly CertificateGiven[]
  readonly access: readonly AccessDecided[]
  readonly trust: Trusted | undefined
}

const bound = { what: 'an answer to a guard', bytesMax: limits.guardAnswerBytes }
const certificateBound = { what: 'a certificate', bytesMax: limits.certificateBytes }
/** A Service has one address of each family. */
const addressesMax = 4

/** The bytes of an answer. */
export function encodeGuardAnswer({ ask, certificates, access, trust }: GuardAnswer): Uint8Array {
  return finished(
    wire.GuardAnswer.encode({
      ask,
      certificates: certificates.map((one) => ({ ...one, use: useNumbers[one.use] })),
      access: access.map(({ because = '', ...rest }) => ({ ...rest, because })),
      ...(trust === undefined
        ? {}
        : { trust: { ...trust, serviceAddresses: [...trust.serviceAddresses] } }),
    }),
  )
}

/** Reads an answer: MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeGuardAnswer(bytes: Uint8Array): GuardAnswer | Fault {
  return decoded(bytes, bound, wire.GuardAnswer, (message) => ({
    ask: count(message.ask, 'ask', { min: 1 }),
    certificates: items(message.certificates, 'certificates', 2).map((one) => ({
      use: useOf(one.use),
      certificate: plain(within(one.certificate ?? new Uint8Array(), certificateBound)),
      authority: plain(within(one.authority ?? new Uint8Array(), certificateBound)),
    })),
    access: items(message.access, 'decisions', 2 * limits.guardAccess).map(decidedOf),
    trust: message.trust ? trustOf(message.trust) : undefined,
  }))
}

function decidedOf(message: causeway.v1.AccessDecided.$Properties): AccessDecided {
  const because = bounded(message.because, 'because', limits.keyLength)
  return {
    asked: count(message.asked, 'asked', { max: limits.guardAccess - 1 }),
    general: message.general === true,
    allowed: message.allowed === true,
    because: because === '' ? undefined : because,
  }
}

const trustOf = (message: causeway.v1.Trust.$Properties): Trusted => ({
  issuer: named(message.issuer, 'issuer', limits.keyLength),
  keySet: named(message.keySet, 'key_set', limits.keySetBytes),
  serviceAddresses: items(message.serviceAddresses, 'addresses', addressesMax).map((one) =>
    named(one, 'address'),
  ),
})
