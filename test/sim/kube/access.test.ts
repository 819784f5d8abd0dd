// Who asks, and who may do what.
import { describe, expect, it } from 'vitest'
import type { Peer } from '../../../bus/http.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { askDoor } from './door-asking.ts'
import { configMaps, openSmall, patchTypes, pod, pods } from './small.ts'

const users = new Map([
  ['admin', { name: 'kubernetes-admin', groups: ['system:masters'] }],
  ['user', { name: 'somebody', groups: [] }],
])
const peer: Peer = { address: '127.0.0.1' }
const nodePeer = (name: string): Peer => ({
  address: '127.0.0.1',
  certificate: { commonName: `system:node:${name}`, organizations: ['system:nodes'] },
})

/** The status codes of a caller. */
function caller(headers: Readonly<Record<string, string>>, from = peer) {
  const small = openSmall({ users })
  const ask = (method: string, path: string, body?: object, more = {}) =>
    askDoor(small.kube, { method, path, headers: { ...headers, ...more }, body }, from)
  const code = (...asked: Parameters<typeof ask>) => ask(...asked).status
  return { ...small, ask, code }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('access', () => {
  it('K19: a caller is who his token or his certificate says, or nobody', () => {
    const who = (headers: object, from = peer) => {
      const { ask } = caller(headers as Record<string, string>, from)
      const { body } = ask('GET', configMaps)
      return /User "([^"]*)"/.exec((body as Status).message ?? '')?.[1]
    }
    expect(who({})).toBe('system:anonymous')
    expect(who(bearer('user'))).toBe('somebody')
    expect(who({}, nodePeer('n'))).toBe('system:node:n')
    const { code } = caller(bearer('user'), nodePeer('n'))
    expect(code('GET', '/api')).toBe(200)
    for (const authorization of ['Bearer nope', 'Bearer ', 'Basic x', '']) {
      expect(caller({ authorization }).code('GET', configMaps)).toBe(401)
    }
  })

  it('K19: only an administrator speaks in the name of another', () => {
    const as = { 'impersonate-user': 'system:node:n', 'impersonate-group': 'a, system:nodes' }
    const admin = caller({ ...bearer('admin'), ...as })
    expect(admin.code('GET', '/api/v1/nodes')).toBe(200)
    expect(admin.code('GET', configMaps)).toBe(403)
    const refusal = caller({ ...bearer('user'), ...as }).ask('GET', '/api/v1/nodes')
    expect((refusal.body as Status).message).toBe(
      'users "system:node:n" is forbidden: User "somebody" cannot impersonate resource "users" in API group "" at the cluster scope',
    )
    const nobody = { 'impersonate-user': 'system:anonymous', 'impersonate-group': 'system:masters' }
    expect(caller({ ...bearer('admin'), ...nobody }).code('GET', configMaps)).toBe(403)
  })

  it('K19: everybody sees health and version, members see discovery, others see nothing', () => {
    const anybody = caller({})
    const member = caller(bearer('user'))
    for (const path of ['/healthz', '/livez', '/readyz', '/version']) {
      expect(anybody.code('GET', path)).toBe(200)
    }
    for (const path of ['/api', '/apis', '/api/v1', '/openapi/v3', '/apis/apps/v1']) {
      expect([path, anybody.code('GET', path), member.code('GET', path)]).toEqual([path, 403, 200])
    }
    for (const path of [configMaps, '/nothing']) expect(member.code('GET', path)).toBe(403)
  })

  it('K30: a kubelet reaches its own node, Lease and pods, and what those pods refer to', () => {
    const { ok, code } = caller({}, nodePeer('n1'))
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
    const volumes = [{ name: 'v', configMap: { name: 'mine' } }]
    const env = [{ name: 'E', valueFrom: { secretKeyRef: { name: 'own', key: 'k' } } }]
    const containers = [{ name: 'c', image: 'i', env }]
    ok('POST', pods, pod('p', { volumes, containers, nodeName: 'n1' }))
    ok('POST', pods, pod('q', { nodeName: 'n2' }))
    ok('POST', configMaps, { metadata: { name: 'mine' } })
    ok('POST', configMaps, { metadata: { name: 'other' } })
    ok('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'own' } })
    const merge = { 'content-type': patchTypes.merge }
    const json = { 'content-type': 'application/json' }
    expect([
      code('POST', '/api/v1/nodes', { metadata: { name: 'n1' } }, json),
      code('PATCH', '/api/v1/nodes/n1/status', {}, merge),
      code('POST', leases, { metadata: { name: 'n1' } }, json),
      code('PATCH', `${pods}/p/status`, {}, merge),
      code('GET', `${configMaps}/mine`),
      code('GET', `${configMaps}/kube-root-ca.crt`),
      code('GET', '/api/v1/namespaces/default/secrets/own'),
      code('GET', '/api/v1/services'),
    ]).toEqual([201, 200, 201, 200, 200, 200, 200, 200])
    expect([
      code('PATCH', '/api/v1/nodes/n2/status', {}, merge),
      code('GET', `${leases}/n2`),
      code('PATCH', `${pods}/q/status`, {}, merge),
      code('DELETE', `${pods}/q`),
      code('GET', `${configMaps}/other`),
      code('GET', configMaps),
      code('GET', '/api/v1/secrets'),
      code('DELETE', `${configMaps}/mine`),
      code('POST', '/apis/apps/v1/namespaces/default/deployments', {}, json),
    ]).toEqual([403, 403, 403, 403, 403, 403, 403, 403, 403])
  })

  it('K30: reviews say what the same request would be answered', () => {
    const { ok } = openSmall()
    const review = (user: string, groups: readonly string[], attributes: object) => {
      const spec = { user, groups, resourceAttributes: attributes }
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
      return ok('POST', path, { spec })['status']
    }
    const nodes = { verb: 'list', resource: 'nodes' }
    expect(review('x', ['system:masters'], nodes)).toEqual({ allowed: true })
    expect(review('x', [], nodes)).toEqual({ allowed: false })
    const secret = { verb: 'get', resource: 'secrets', namespace: 'default', name: 's' }
    expect(review('system:node:n', ['system:nodes'], secret)).toEqual({
      allowed: false,
      reason: "no relationship found between node 'n' and this object",
    })
  })

  it('K31: a token of an account is its holder until it is over', () => {
    const small = caller(bearer('admin'))
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token'
    const given = small.ok('POST', path, { spec: { expirationSeconds: 600 } })
    const { token, expirationTimestamp } = given['status'] as Record<string, string>
    expect(expirationTimestamp).toBe('2027-01-15T08:10:00Z')
    const payload = (token ?? '').split('.')[1] ?? ''
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      sub: 'system:serviceaccount:default:default',
      exp: 1_800_000_600,
    })
    const review = () => {
      const reviews = '/apis/authentication.k8s.io/v1/tokenreviews'
      return small.ok('POST', reviews, { spec: { token } })['status']
    }
    const user = (): unknown => {
      const asked = { method: 'GET', path: configMaps, headers: bearer(token ?? '') }
      const { status, body } = askDoor(small.kube, asked, peer)
      return [status, /User "([^"]*)"/.exec((body as Status).message ?? '')?.[1]]
    }
    expect(user()).toEqual([403, 'system:serviceaccount:default:default'])
    expect(review()).toMatchObject({ authenticated: true })
    small.run(600_000)
    expect(user()).toEqual([401, undefined])
    expect(review()).toMatchObject({ authenticated: false })
  })
})
