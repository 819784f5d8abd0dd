// Gives tokens of service accounts, and knows them again.
import { notFound } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { signedJwt } from '../../../src/identity/jwt.ts'
import { accountName } from '../../../src/identity/user.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { now, randomUid } from '../context.ts'
import { decode } from '../decode.ts'
import { count, part, text } from '../../../src/objects/fields.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

/** Who gives tokens, and for whom where nothing else is asked for. */
export const tokenIssuer = 'https://kubernetes.default.svc'

const secondsDefault = 3600

/** Answers `…/serviceaccounts/NAME/token`. */
export function requestToken(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace = '', name = '', options } = request
  const account = kube.store.get(kind, namespace, name)
  if (account === undefined) return refused(notFound(kind, name))
  const tokenKind = { ...kind, group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
  const decoded = decode(kube, tokenKind, request.body, options.fieldValidation)
  if (isStatus(decoded)) return refused(decoded)
  const denied = refusedByAdmission(kube, request, 'CREATE', { name, object: decoded.object })
  if (denied !== undefined) return refused(denied)
  const spec = part(decoded.object, 'spec')
  const expirationSeconds = count(spec, 'expirationSeconds') ?? secondsDefault
  const audiences = Array.isArray(spec['audiences']) ? spec['audiences'] : [tokenIssuer]
  const expiresMs = kube.clock.wall() + expirationSeconds * 1000
  const claims = {
    ...claimsOf(account, audiences, expiresMs, kube.clock.wall()),
    'kubernetes.io': boundClaims(account, spec),
  }
  const token = tokenText(kube, claims)
  kube.tokens.set(token, { namespace, name, expiresMs })
  return written(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {
      name,
      namespace,
      uid: account.metadata.uid,
      creationTimestamp: now(kube),
    },
    spec: { audiences, expirationSeconds, boundObjectRef: spec['boundObjectRef'] ?? null },
    status: { token, expirationTimestamp: timestamp(wallMs(expiresMs)) },
  })
}

function claimsOf(
  { metadata }: KubeObject,
  aud: readonly unknown[],
  expiresMs: number,
  issuedMs: number,
): Json {
  const { namespace = '', name } = metadata
  return {
    aud,
    exp: Math.floor(expiresMs / 1000),
    iat: Math.floor(issuedMs / 1000),
    nbf: Math.floor(issuedMs / 1000),
    iss: tokenIssuer,
    sub: accountName(namespace, name),
  }
}

/** Whom a token belongs to, and the pod that it is for. */
function boundClaims({ metadata }: KubeObject, spec: Json): Json {
  const { namespace = '', name, uid } = metadata
  const reference = part(spec, 'boundObjectRef')
  const pod = { name: text(reference, 'name'), uid: text(reference, 'uid') }
  const isPod = text(reference, 'kind') === 'Pod'
  return { namespace, serviceaccount: { name, uid }, ...(isPod ? { pod } : {}) }
}

/** A JWT. Without keys it is in the shape of one: what makes it valid here is that it was given, not its signature. */
function tokenText({ signer, random }: KubeContext, claims: Json): string {
  const jti = randomUid(random)
  const unsigned = new TextEncoder().encode(jti)
  return signer === undefined
    ? signedJwt({ alg: 'none', kid: jti }, claims, () => unsigned)
    : signedJwt(signer.header, { ...claims, jti }, signer.sign)
}
