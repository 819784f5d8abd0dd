// What a node decides by itself, and how it keeps what the cloud decided.
import { expect, it } from 'vitest'
import { AccessBook, bookBounds, isFresh } from '../../src/identity/access-book.ts'
import type { Attempt } from '../../src/identity/attempt.ts'
import { attemptOf } from '../../src/identity/attempt.ts'
import { knownRules } from '../../src/identity/known-rules.ts'
import { decideHere } from '../../src/identity/local-rules.ts'
import { accountUser, anonymous, nodeUser } from '../../src/identity/user.ts'
import { requestInfo } from '../../src/objects/request/info.ts'

const graph = {
  nodeOf: (_: string, pod: string) => ({ mine: 'a-1', theirs: 'a-2', unbound: '' })[pod],
  refersTo: (resource: string, namespace: string, name: string) =>
    [resource, namespace, name].join('/') === 'secrets/shop/key',
}
const till = accountUser('shop', 'till')
const asked = (method: string, path: string): Attempt => attemptOf(requestInfo(method, path))
const here = (user: Parameters<typeof decideHere>[2], method: string, path: string) =>
  decideHere('a-1', graph, user, asked(method, path))?.allowed

it('G9: health and version are open to all, discovery to members; about the rest the node knows nothing', () => {
  for (const path of ['/healthz', '/livez/ping', '/version'])
    expect(here(anonymous, 'GET', path)).toBe(true)
  expect(here(anonymous, 'GET', '/apis/apps/v1')).toBe(undefined)
  expect(here(till, 'GET', '/apis/apps/v1')).toBe(true)
  expect(here(till, 'GET', '/metrics')).toBe(undefined)
  expect(here(till, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews')).toBe(true)
  expect(here(till, 'GET', '/api/v1/namespaces/shop/pods')).toBe(undefined)
})

it('G22: who am I, may I and what may I is open to members, and to nobody else', () => {
  expect(here(till, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews')).toBe(true)
  expect(here(nodeUser('a-1'), 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews')).toBe(
    true,
  )
  for (const open of ['authentication.k8s.io/v1/selfsubjectreviews', 'authorization.k8s.io/v1/x'])
    expect(here(anonymous, 'POST', `/apis/${open}`)).toBe(undefined)
  expect(here(till, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews')).toBe(undefined)
  expect(here(till, 'GET', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews')).toBe(undefined)
})

it('A29: what is known of a caller is told as rules: what is open to members, and what he was allowed in a namespace', () => {
  const decided = (method: string, path: string, allowed = true) => ({
    attempt: asked(method, path),
    allowed,
    atMs: 0,
  })
  const pods = '/api/v1/namespaces/shop/pods'
  const all = [
    decided('GET', `${pods}?watch=1`),
    decided('GET', pods),
    decided('GET', `${pods}/till/log`),
    decided('DELETE', pods, false),
    decided('GET', '/api/v1/namespaces/bank/secrets'),
    decided('GET', '/api/v1/nodes'),
    decided('GET', '/metrics'),
  ]
  const { resourceRules, nonResourceRules } = knownRules(all, 'shop')
  expect(resourceRules.slice(2)).toEqual([
    { verbs: ['watch', 'list'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['get'], apiGroups: [''], resources: ['pods/log'], resourceNames: ['till'] },
    { verbs: ['list'], apiGroups: [''], resources: ['nodes'] },
  ])
  expect(nonResourceRules[0]?.nonResourceURLs).toEqual(
    expect.arrayContaining(['/', '/api', '/apis/*', '/healthz', '/version']),
  )
  expect(nonResourceRules.slice(1)).toEqual([{ verbs: ['get'], nonResourceURLs: ['/metrics'] }])
})

it('G10: the own kubelet may what the node authoriser lets it, offline as online; another node nothing', () => {
  const kubelet = nodeUser('a-1')
  const may = (method: string, path: string) => here(kubelet, method, path)
  expect(may('GET', '/api/v1/namespaces/shop/secrets/key')).toBe(true)
  expect(may('GET', '/api/v1/namespaces/shop/secrets/other')).toBe(false)
  expect(may('GET', '/api/v1/namespaces/shop/secrets')).toBe(false)
  expect(may('GET', '/api/v1/pods?watch=true')).toBe(true)
  expect(may('PATCH', '/api/v1/namespaces/shop/pods/mine/status')).toBe(true)
  expect(may('PATCH', '/api/v1/namespaces/shop/pods/theirs/status')).toBe(false)
  expect(may('DELETE', '/api/v1/namespaces/shop/pods/unbound')).toBe(false)
  expect(may('PATCH', '/api/v1/nodes/a-1/status')).toBe(true)
  expect(may('PATCH', '/api/v1/nodes/a-2/status')).toBe(false)
  expect(may('POST', '/api/v1/namespaces/shop/serviceaccounts/till/token')).toBe(true)
  expect(may('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a-1')).toBe(
    true,
  )
  expect(may('PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a-2')).toBe(
    false,
  )
  expect(may('GET', '/metrics'), 'the numbers of its own node').toBe(true)
  expect(may('GET', '/logs')).toBe(false)
  const other = nodeUser('a-2')
  expect(here(other, 'GET', '/api/v1/pods')).toBe(false)
  expect(here(other, 'GET', '/api/v1/namespaces/shop/secrets/key')).toBe(false)
})

it('G9: an allowed decision covers all names, a denied one does not speak for a name', () => {
  const book = new AccessBook()
  const list = asked('GET', '/api/v1/namespaces/shop/secrets')
  const get = asked('GET', '/api/v1/namespaces/shop/secrets/key')
  const any: Attempt = { ...list, verb: 'get' }
  expect(book.of(till, get)).toBe(undefined)
  book.take(till, [{ attempt: any, allowed: false, atMs: 1 }])
  expect(book.of(till, get)).toBe(undefined)
  book.take(till, [{ attempt: get, allowed: true, atMs: 2 }])
  expect(book.of(till, get)).toMatchObject({ allowed: true, atMs: 2 })
  expect(book.of(till, asked('GET', '/api/v1/namespaces/shop/secrets/two'))).toBe(undefined)
  book.take(till, [{ attempt: any, allowed: true, atMs: 3 }])
  expect(book.of(till, asked('GET', '/api/v1/namespaces/shop/secrets/two'))).toMatchObject({
    atMs: 3,
  })
  expect(book.of({ ...till, groups: [] }, get), 'other groups are another caller').toBe(undefined)
  const turned = { ...till, groups: till.groups.toReversed() }
  expect(book.of(turned, get)).toMatchObject({ allowed: true })
})

it('G9: a decision is fresh for minutes if allowed and for seconds if not; one from the future never', () => {
  const attempt = asked('GET', '/api/v1/pods')
  const at = (allowed: boolean, ageMs: number) => isFresh({ attempt, allowed, atMs: 0 }, ageMs)
  expect([at(true, 299_999), at(true, 300_000)]).toEqual([true, false])
  expect([at(false, 29_999), at(false, 30_000)]).toEqual([true, false])
  expect(at(true, -1)).toBe(false)
})

it('G9: callers and decisions beyond the bounds push out those taken longest ago', () => {
  const book = new AccessBook()
  const one = asked('GET', '/api/v1/pods')
  const user = (n: number) => accountUser('shop', `a${n}`)
  for (let n = 0; n < bookBounds.users; n++)
    expect(book.take(user(n), [{ attempt: one, allowed: true, atMs: n }])).toEqual([])
  book.take(user(0), [])
  expect(book.take(user(9_999), [])).toEqual([user(1)])
  expect(book.of(user(0), one)).toBeDefined()
  expect(book.of(user(1), one)).toBe(undefined)
  const many = Array.from({ length: bookBounds.decisions + 1 }, (_, n) => ({
    attempt: asked('GET', `/api/v1/nodes/n${n}`),
    allowed: false,
    atMs: n,
  }))
  book.take(till, many)
  expect(book.decisionsOf(till).decided).toEqual(many.slice(1))
})
