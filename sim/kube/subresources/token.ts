// Gives tokens of service accounts, and knows them again.
import { notFound } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import type { KubeContext } from '../context.ts'
import { now, randomUid } from '../context.ts'
import { decode } from '../decode.ts'
import { encodeBase64 } from '../kinds/base64.ts'
import { count, part } from '../kinds/fields.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

const audience = 'https://kubernetes.default.svc'
const secondsDefault = 3600

/** Answers `…/serviceaccounts/NAME/token`. */
export function requestToken(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace = '', name = '', options } = request
  const account = kube.store.get(kind, namespace, name)
  if (account === undefined) return refused(notFound(kind, name))
  const tokenKind = { ...kind, group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
  const decoded = decode(kube, tokenKind, request.body, options.fieldValidation)
  if (isStatus(decoded)) return refused(decoded)
  const spec = part(decoded.object, 'spec')
  const expirationSeconds = count(spec, 'expirationSeconds') ?? secondsDefault
  const audiences = Array.isArray(spec['audiences']) ? spec['audiences'] : [audience]
  const expiresMs = kube.clock.wall() + expirationSeconds * 1000
  const claims = claimsOf(account, audiences, expiresMs, kube.clock.wall())
  const token = tokenText(claims, randomUid(kube.random))
  kube.tokens.set(token, { name: `system:serviceaccount:${namespace}:${name}`, expiresMs })
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
): unknown {
  const { namespace = '', name, uid } = metadata
  return {
    aud,
    exp: Math.floor(expiresMs / 1000),
    iat: Math.floor(issuedMs / 1000),
    nbf: Math.floor(issuedMs / 1000),
    iss: audience,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
}

/** A token in the shape of a JWT; what makes it valid is that it was given, not its signature. */
function tokenText(claims: unknown, id: string): string {
  const part = (value: unknown) =>
    encodeBase64(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  return [part({ alg: 'none', kid: id }), part(claims), part(id)].join('.')
}
