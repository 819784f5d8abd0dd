// Tokens as a node reads them, the times that count, and the tokens that it gives itself.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { accountClaims } from '../../src/identity/account-token.ts'
import { decodeJwt, signedJwt } from '../../src/identity/jwt.ts'
import { counts } from '../../src/identity/lenient-time.ts'
import {
  grantedToken,
  nodeClaims,
  nodeIssuer,
  readWish,
  refuseWish,
} from '../../src/identity/node-token.ts'
import type { TokenWish } from '../../src/identity/node-token.ts'
import { isKeySet, keysFor } from '../../src/identity/token-keys.ts'
import { fromBase64Url, toBase64Url } from '../../src/kernel/base64.ts'
import { isStatus } from '../../src/objects/answers/status.ts'

const sign = (bytes: Uint8Array): Uint8Array => bytes.slice(0, 3)

it('G8: bytes come back from base64 for URLs, and other text is none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 99 }), (bytes) => {
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes)
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
    }),
  )
  for (const text of ['a', 'a b', 'a=', 'a+b/', 'é', 'aaaaa'])
    expect(fromBase64Url(text)).toBe(undefined)
})

it('G8: a token reads as it was signed; whatever else comes is no token, and nothing throws', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
      const token = signedJwt({ alg: 'ES256', kid: 'k' }, claims, sign)
      const read = decodeJwt(token)
      expect(read?.claims).toEqual(JSON.parse(JSON.stringify(claims)))
      expect(read).toMatchObject({ alg: 'ES256', kid: 'k' })
      expect(read?.signature).toEqual(sign(read?.signed ?? new Uint8Array()))
    }),
  )
  const part = (value: unknown) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)))
  const anyPart = fc.oneof(fc.string(), fc.jsonValue().map(part), fc.base64String())
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(anyPart).map((parts) => parts.join('.')),
      ),
      (text) => {
        const read = decodeJwt(text)
        if (read !== undefined) accountClaims(read.claims)
      },
    ),
  )
  const long = signedJwt({ alg: 'ES256', kid: '' }, { a: 'x'.repeat(20_000) }, sign)
  expect(decodeJwt(long)).toBe(undefined)
  expect(decodeJwt(`${signedJwt({ alg: 'a', kid: '' }, {}, sign)}.x`)).toBe(undefined)
})

const bound = {
  iss: 'https://cluster',
  aud: ['https://cluster'],
  sub: 'system:serviceaccount:shop:till',
  iat: 100,
  nbf: 100,
  exp: 200,
  'kubernetes.io': {
    namespace: 'shop',
    serviceaccount: { name: 'till', uid: 'u1' },
    pod: { name: 'till-0', uid: 'p1' },
  },
}

it('G6: claims count only where they are those of a bound token and agree with each other', () => {
  expect(accountClaims(bound)).toEqual({
    issuer: 'https://cluster',
    audiences: ['https://cluster'],
    namespace: 'shop',
    account: { name: 'till', uid: 'u1' },
    pod: { name: 'till-0', uid: 'p1' },
    isBoundElsewhere: false,
    validity: { fromMs: 100_000, untilMs: 200_000 },
  })
  const of = bound['kubernetes.io']
  const { pod: _, ...unbound } = of
  expect(accountClaims({ ...bound, 'kubernetes.io': unbound })?.pod).toBe(undefined)
  expect(accountClaims({ ...bound, 'kubernetes.io': { ...of, secret: {} } })).toMatchObject({
    isBoundElsewhere: true,
  })
  for (const wrong of [
    { ...bound, sub: 'system:serviceaccount:shop:other' },
    { ...bound, exp: undefined },
    { ...bound, nbf: 'now' },
    { ...bound, iss: 1 },
    { ...bound, 'kubernetes.io': undefined },
    { ...bound, 'kubernetes.io': { ...of, serviceaccount: { name: 'till' } } },
    { ...bound, 'kubernetes.io': { ...of, pod: 'till-0' } },
  ])
    expect(accountClaims(wrong)).toBe(undefined)
})

it('G6: only signatures of the kinds that Kubernetes makes are tried, with keys of their type and name', () => {
  const keySet = JSON.stringify({
    keys: [
      { kty: 'EC', kid: 'one', alg: 'ES256' },
      { kty: 'RSA', kid: 'one' },
      { kty: 'EC', kid: 'two' },
      'no key',
    ],
  })
  const keys = (alg: string, kid: string) => {
    const jwt = decodeJwt(signedJwt({ alg, kid }, {}, sign))
    if (jwt === undefined) throw new Error('a token')
    return keysFor(jwt, { issuer: '', keySet }).map(({ key }) => `${key['kty']} ${key['kid']}`)
  }
  expect(keys('ES256', 'one')).toEqual(['EC one'])
  expect(keys('RS256', 'one')).toEqual(['RSA one'])
  expect(keys('ES256', '')).toEqual(['EC one', 'EC two'])
  expect(keys('ES384', 'one')).toEqual([])
  for (const alg of ['none', 'HS256', 'EdDSA', 'constructor', '__proto__'])
    expect(keys(alg, 'one')).toEqual([])
  expect(isKeySet(keySet)).toBe(true)
  for (const text of ['', '[]', '{"keys":{}}', 'null']) expect(isKeySet(text)).toBe(false)
})

it('G7: with a link a token counts within its times; without one if it did so at the cut, whatever the clock says', () => {
  const hour = { fromMs: 1_000_000, untilMs: 4_600_000 }
  expect(counts(hour, 999_000)).toBe(true)
  expect(counts(hour, 900_000)).toBe(false)
  expect(counts(hour, 4_599_999)).toBe(true)
  expect(counts(hour, 4_600_000)).toBe(false)
  expect(counts(hour, 99_000_000, 4_599_999)).toBe(true)
  expect(counts(hour, 99_000_000, 4_600_000)).toBe(false)
  // The clock of a node without a battery begins at zero.
  expect(counts(hour, 5, 2_000_000)).toBe(true)
  expect(counts(hour, 5, 900_000)).toBe(false)
})

const wish: TokenWish = {
  namespace: 'shop',
  account: 'till',
  audiences: ['https://cluster'],
  pod: { name: 'till-0', uid: 'p1' },
}
const request = {
  spec: {
    audiences: ['https://cluster'],
    expirationSeconds: 3_607,
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'till-0', uid: 'p1' },
  },
}
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'till', uid: 'u1' } }
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'till-0', uid: 'p1' },
  spec: { nodeName: 'a-1', serviceAccountName: 'till' },
}

it('G12: a node gives a token for a pod of its own and its account alone, in the words of the node restriction', () => {
  const of = { namespace: 'shop', account: 'till' }
  const said = (body: unknown) => {
    const read = readWish('a-1', of, body)
    return isStatus(read) ? `${read.code} ${read.message}` : read
  }
  expect(said(request)).toEqual(wish)
  const { boundObjectRef } = request.spec
  expect(said({})).toMatch(/^403 .*node requested token not bound to a pod/)
  expect(said({ spec: { boundObjectRef: { ...boundObjectRef, kind: 'Secret' } } })).toMatch(/^403 /)
  expect(said({ spec: { boundObjectRef: { ...boundObjectRef, uid: '' } } })).toMatch(
    /without a uid/,
  )
  expect(said({ spec: { ...request.spec, expirationSeconds: 60 } })).toMatch(/^422 .*10 minutes/)
  for (const body of [null, 1, [], { spec: 'x' }]) expect(said(body)).toMatch(/^403 /)

  const refused = (known: Parameters<typeof refuseWish>[2]) => refuseWish('a-1', wish, known)
  expect(refused({ account, pod })).toBe(undefined)
  expect(refused({ account: undefined, pod })).toMatchObject({ code: 404 })
  expect(refused({ account, pod: undefined })).toMatchObject({ code: 404 })
  const other = (spec: object) => ({ account, pod: { ...pod, spec: { ...pod.spec, ...spec } } })
  expect(refused(other({ nodeName: 'a-2' }))?.message).toMatch(/scheduled on a different node/)
  expect(refused(other({ serviceAccountName: 'other' }))).toMatchObject({ code: 403 })
  const reborn = { ...pod, metadata: { ...pod.metadata, uid: 'p2' } }
  expect(refused({ account, pod: reborn })?.message).toMatch(/UID/)
})

it('G12: such a token is short, of the node as its issuer, and answered as Kubernetes answers', () => {
  const claims = nodeClaims('a-1', wish, 'u1', 1_000_500)
  expect(claims).toMatchObject({ iss: nodeIssuer('a-1'), iat: 1_000, exp: 1_600 })
  expect(accountClaims(claims)).toMatchObject({
    namespace: 'shop',
    account: { name: 'till', uid: 'u1' },
    pod: wish.pod,
  })
  expect(nodeClaims('a-1', { ...wish, audiences: [] }, 'u1', 0)).toMatchObject({
    aud: [nodeIssuer('a-1')],
  })
  expect(grantedToken(wish, 'T', claims)).toMatchObject({
    kind: 'TokenRequest',
    spec: { expirationSeconds: 600, audiences: ['https://cluster'] },
    status: { token: 'T', expirationTimestamp: '1970-01-01T00:26:40Z' },
  })
})
