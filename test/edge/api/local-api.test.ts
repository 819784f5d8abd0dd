// A node's local API over a small Kubernetes: what the mirror answers, what goes on to the cluster, what happens alone.
import { sealEnvelope } from '../../../src/objects/protobuf/envelope.ts'
import { expect, it } from 'vitest'
import type { Guard } from '../../../edge/api/guard.ts'
import { apiWorld } from '../../support/api-world.ts'
import type { ApiWorld, Told } from '../../support/api-world.ts'

const pods = '/api/v1/namespaces/default/pods'
const configMaps = '/api/v1/namespaces/default/configmaps'

const pod = (name: string, node: string, volume = 'cfg') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'w' } },
  spec: {
    nodeName: node,
    containers: [{ name: 'c', image: 'i' }],
    volumes: [{ name: 'v', configMap: { name: volume } }],
  },
})

const configMap = (name: string, value = '1') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { value },
})

const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })

/** A node with two pods of its own, a peer with one, and a ConfigMap that nobody refers to. */
function inhabited(options: Parameters<typeof apiWorld>[0] = {}): ApiWorld {
  const world = apiWorld(options)
  for (const name of ['n1', 'n2']) world.write('POST', '/api/v1/nodes', node(name))
  world.write('POST', configMaps, configMap('cfg'))
  world.write('POST', configMaps, configMap('other'))
  for (const name of ['p1', 'p2']) world.write('POST', pods, pod(name, 'n1'))
  world.write('POST', pods, pod('q', 'n2'))
  world.run(100)
  world.wire.asked.length = 0
  return world
}

const names = ({ body }: Told): readonly string[] =>
  (body as { items: readonly { metadata: { name: string } }[] }).items.map(
    ({ metadata }) => metadata.name,
  )

const reason = ({ status, body }: Told): string =>
  `${status} ${(body as { message?: string }).message ?? ''}`

it('A6: what lies within the mirror is answered from it, linked and alone alike', () => {
  const world = inhabited()
  const reads = [
    pods,
    '/api/v1/pods?labelSelector=app%3Dw&fieldSelector=spec.nodeName%3Dn1',
    `${pods}/p1`,
    `${configMaps}/cfg`,
    '/api/v1/services',
    '/api/v1/nodes',
    '/api/v1/nodes/n1',
  ]
  const linked = reads.map((path) => world.ask(path))
  expect(linked.map(({ status }) => status)).toEqual(reads.map(() => 200))
  expect(names(linked[0] as Told)).toEqual(['p1', 'p2'])
  expect(world.wire.asked).toEqual([])
  world.cut(true)
  const alone = reads.map((path) => world.ask(path))
  expect(alone.map(({ body }) => body)).toEqual(linked.map(({ body }) => body))
  expect(alone.every(({ tookMs }) => tookMs < 10)).toBe(true)
})

it('A6: to its own kubelet the mirror is the world; others are answered from it only what is theirs to see whole', () => {
  const robot = { headers: { authorization: 'Bearer robot-token' } }
  const clock = () => world.schedule.spawn().clock
  const guard: Guard = {
    identify: ({ bearer }, done) => {
      const name = bearer === undefined ? 'system:node:n1' : 'robot'
      clock().soon(() => done({ name, groups: [], by: 'certificate' }))
    },
    authorize: (_caller, _wanted, done) => clock().soon(() => done({ allowed: true })),
    decided: () => [],
  }
  const world: ApiWorld = inhabited({ ports: { guard } })
  expect(names(world.ask(pods, robot))).toEqual(['p1', 'p2', 'q'])
  expect(world.asCaller.asked).toEqual([`GET ${pods}`])
  expect(names(world.ask(`${pods}?fieldSelector=spec.nodeName%3Dn1`, robot))).toEqual(['p1', 'p2'])
  expect(world.ask('/api/v1/services', robot).status).toBe(200)
  expect(world.asCaller.asked).toHaveLength(1)
  world.cut(true)
  expect(world.ask(pods, robot).status).toBe(503)
  expect(names(world.ask(`${pods}?fieldSelector=spec.nodeName%3Dn1`, robot))).toEqual(['p1', 'p2'])
})

it('A5: before a feed was all here, nothing of it is served, and never an empty list', () => {
  const world = inhabited()
  world.feeds.isComplete = false
  for (const path of [pods, '/api/v1/services', `${pods}?watch=1`, '/readyz'])
    expect(world.ask(path).status, path).toBe(503)
  expect(reason(world.ask(pods))).toContain('has not received all of its feed "node"')
  world.cut(true)
  expect(world.ask(`${pods}/p1`).status).toBe(503)
  world.feeds.isComplete = true
  expect(names(world.ask(pods))).toEqual(['p1', 'p2'])
  expect(world.ask('/readyz').body).toBe('ok')
})

it('A7: what lies outside the mirror goes to the cluster, and alone it is 503 with the reason', () => {
  const world = inhabited()
  const outside = ['/apis/apps/v1/deployments', `${configMaps}/other`, `${pods}/q`]
  for (const path of outside) expect(world.ask(path).status, path).toBe(200)
  expect(world.wire.asked).toEqual(outside.map((path) => `GET ${path}`))
  expect(world.ask(`${configMaps}/none`).status).toBe(404)
  world.cut(true)
  world.ask('/apis/apps/v1/deployments')
  expect(reason(world.ask('/apis/apps/v1/deployments'))).toBe(
    "503 the cluster's API cannot be reached from this node, and this node keeps no deployments.apps",
  )
  expect(reason(world.ask(`${configMaps}/other`))).toContain('only those that its pods refer to')
  expect(reason(world.ask('/api/v1/nodes/far'))).toContain('only those of its site')
  expect(world.ask('/api/v1/namespaces/default/services/none').status).toBe(404)
  expect(reason(world.ask(configMaps, { method: 'POST' }))).toContain('503')
})

it('A8: after a silent cut the first read is answered within two seconds, the next at once', () => {
  const world = inhabited()
  world.ask(`${pods}/p1`)
  world.cut(true)
  const first = world.ask(`${configMaps}/other`)
  expect([first.status, first.tookMs <= 2_000]).toEqual([503, true])
  const next = world.ask(`${configMaps}/other`)
  expect([next.status, next.tookMs < 10]).toEqual([503, true])
  world.cut(false)
  world.run(5_000)
  expect(world.ask(`${configMaps}/other`).status).toBe(200)
})

it('A8: a slow answer is waited for while the cluster answers something else', () => {
  const world = inhabited()
  let later = (): void => {}
  const { request } = world.wire.client
  const slow: typeof request = (asked, answer) => {
    if (!asked.path.includes('slow')) return request(asked, answer)
    later = () => {
      answer.head(200, {})
      answer.end()
    }
    return () => {}
  }
  Object.assign(world.wire.client, { request: slow })
  const asked = world.begin({ path: '/apis/slow/v1/things' })
  world.run(30_000)
  expect(asked.head()).toBeUndefined()
  later()
  world.run(10)
  expect(asked.head()?.status).toBe(200)
})

it('A8: a path that falls again and again is tried ever more rarely', () => {
  const world = inhabited()
  world.cut(true)
  world.ask(`${configMaps}/other`)
  world.wire.asked.length = 0
  world.run(60_000)
  const probes = world.wire.asked.length
  expect(probes).toBeGreaterThan(5)
  expect(probes).toBeLessThan(40)
})

it('A9: at most so many requests are under way to the cluster; watches of the mirror do not count', () => {
  const world = inhabited({ bounds: { inFlightMax: 3 } })
  const watches = [1, 2, 3, 4, 5].map(() => world.watch(`${pods}?watch=1`))
  const forwarded = [1, 2, 3].map(() => world.watch('/apis/apps/v1/deployments?watch=1'))
  world.run(100)
  expect([...watches, ...forwarded].every((one) => !one.over())).toBe(true)
  const refused = world.ask('/apis/apps/v1/deployments')
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
  forwarded[0]?.leave()
  world.run(100)
  expect(world.ask('/apis/apps/v1/deployments').status).toBe(200)
})

it('A10: streams of the cluster pass as they come, and end when the way to it is lost', () => {
  const world = inhabited()
  const deployments = '/apis/apps/v1/namespaces/default/deployments'
  const watch = world.watch(`${deployments}?watch=1`)
  world.run(100)
  world.write('POST', deployments, {
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      },
    },
  })
  world.run(100)
  expect(watch.events().map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
    'ADDED d',
  ])
  world.cut(true)
  world.api.suspect()
  world.run(2_000)
  expect([watch.over(), watch.fault()?.code]).toEqual([true, 'UNREACHABLE'])
})

it("A11: a node's own versions become the cluster's on the way, and stale ones are conflicts", () => {
  const world = inhabited()
  const json = { 'content-type': 'application/json' }
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const shown = world.ask(`${configMaps}/cfg`).body as { metadata: { resourceVersion: string } }
  expect(Number(shown.metadata.resourceVersion)).toBeGreaterThan(1e14)
  const put = (resourceVersion: string, value: string) =>
    world.ask(`${configMaps}/cfg`, {
      method: 'PUT',
      headers: json,
      body: bytes({ ...configMap('cfg', value), metadata: { name: 'cfg', resourceVersion } }),
    })
  const first = put(shown.metadata.resourceVersion, '2')
  expect(first.status).toBe(200)
  const { metadata } = first.body as typeof shown
  expect(Number(metadata.resourceVersion)).toBeGreaterThan(Number(shown.metadata.resourceVersion))
  expect(put(shown.metadata.resourceVersion, '3').status).toBe(409)
  expect(put(metadata.resourceVersion, '4').status).toBe(200)
  const test = [
    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    { op: 'replace', path: '/data/value', value: '5' },
  ]
  const patch = world.ask(`${configMaps}/cfg`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json-patch+json' },
    body: bytes(test),
  })
  expect(patch.status).toBe(409)
  const stale = world.ask(`/apis/apps/v1/deployments?resourceVersion=${metadata.resourceVersion}`)
  expect(stale.status).toBe(410)
})

it('A12: what a node was answered to a write it reads at once, before its feed brings it', () => {
  const world = inhabited()
  world.feeds.flow(false)
  const watch = world.watch(`${pods}?watch=1&fieldSelector=metadata.name%3Dp1`)
  const status = { status: { phase: 'Running' } }
  const written = world.ask(`${pods}/p1/status`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/strategic-merge-patch+json' },
    body: new TextEncoder().encode(JSON.stringify(status)),
  })
  const read = world.ask(`${pods}/p1`)
  expect(read.body).toMatchObject(status)
  const versionOf = ({ body }: Told) =>
    (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion
  expect(versionOf(read)).toBe(versionOf(written))
  expect(watch.events().map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED'])
  world.feeds.flow(true)
  world.run(100)
  expect(watch.events()).toHaveLength(2)
  expect(world.ask(`${pods}/p1`).body).toEqual(read.body)
})

it('A12: its Lease, which no feed carries, a node knows alone as it was answered last', () => {
  const world = inhabited()
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'n1' },
    spec: { holderIdentity: 'n1' },
  }
  expect(world.ask(`${leases}/n1`).status).toBe(404)
  world.write('POST', leases, lease)
  expect(world.ask(`${leases}/n1`).body).toMatchObject({ spec: lease.spec })
  world.cut(true)
  world.ask('/apis/apps/v1/deployments')
  expect(world.ask(`${leases}/n1`).body).toMatchObject({ spec: lease.spec })
  expect(world.ask(`${leases}/n2`).status).toBe(503)
  expect(world.ask(leases).status).toBe(503)
  world.cut(false)
  world.run(5_000)
  world.write('DELETE', `${leases}/n1`)
  expect(world.ask(`${leases}/n1`).status).toBe(404)
})

it('A138: a Lease that was made alone is the cluster’s as soon as that is asked, though the way to it never fell', () => {
  const world = inhabited()
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
  const ofLeases = { group: 'coordination.k8s.io', resource: 'leases' }
  world.showing.projection.put(ofLeases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'n1', namespace: 'kube-node-lease', uid: 'made-here' },
    spec: { holderIdentity: 'n1' },
  })
  world.cut(true)
  world.ask('/apis/apps/v1/deployments')
  expect(world.ask(`${leases}/n1`).body).toMatchObject({ metadata: { uid: 'made-here' } })
  world.cut(false)
  world.run(5_000)
  expect(world.ask(`${leases}/n1`).status).toBe(404)
  const made = world.write('POST', leases, { metadata: { name: 'n1' }, spec: {} })
  expect(world.ask(`${leases}/n1`).body).toMatchObject({ metadata: { uid: made.metadata.uid } })
  world.cut(true)
  world.ask('/apis/apps/v1/deployments')
  expect(world.ask(`${leases}/n1`).body).toMatchObject({ metadata: { uid: made.metadata.uid } })
})

it('A12: what a node learned of its own it knows in its next life, also when that begins alone', () => {
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
  const csiNodes = '/apis/storage.k8s.io/v1/csinodes'
  const world = inhabited()
  world.write('POST', leases, { metadata: { name: 'n1' }, spec: { holderIdentity: 'n1' } })
  world.write('POST', csiNodes, { metadata: { name: 'n1' }, spec: { drivers: [] } })
  const learned = [`${leases}/n1`, `${csiNodes}/n1`, '/version']
  for (const path of learned) expect(world.ask(path).status, path).toBe(200)
  const again = apiWorld({ kept: world.showing.kept() })
  again.cut(true)
  again.ask(`${configMaps}/none`)
  for (const path of learned) expect(again.ask(path).status, path).toBe(200)
})

it('A40: what a node learns of Secrets by reading and writing them through it is kept in memory alone', () => {
  const world = inhabited()
  const secrets = '/api/v1/namespaces/default/secrets'
  const word = btoa('only the node may know')
  const secret = (name: string) => ({ metadata: { name }, data: { word } })
  world.write('POST', secrets, secret('read'))
  const body = (object: unknown) => new TextEncoder().encode(JSON.stringify(object))
  const json = { 'content-type': 'application/json' }
  const merge = { 'content-type': 'application/merge-patch+json' }
  const mounted = { ...pod('p3', 'n1'), metadata: { name: 'p3' } }
  const volumes = [{ name: 'v', secret: { secretName: 'written' } }]
  world.write('POST', pods, { ...mounted, spec: { ...mounted.spec, volumes } })
  world.feeds.flow(false)
  const answers = [
    world.ask(`${secrets}/read`),
    world.ask(secrets, { method: 'POST', headers: json, body: body(secret('written')) }),
    world.ask(`${secrets}/written`),
    world.ask(`${secrets}/n1`),
    world.ask(secrets, { method: 'POST', headers: json, body: body(secret('n1')) }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 404, 201])
  world.feeds.flow(true)
  world.run(100)
  const patched = world.ask(`${secrets}/written`, {
    method: 'PATCH',
    headers: merge,
    body: body({ data: { more: word } }),
  })
  expect(patched).toMatchObject({ status: 200, body: { data: { more: word } } })
  world.ask(`${pods}/p1`)
  expect(world.ask('/version').status).toBe(200)
  const kept = [...world.showing.kept()]
  expect(kept.length).toBeGreaterThan(0)
  for (const [name, bytes] of kept) {
    expect(name).not.toContain('secrets')
    expect(new TextDecoder('latin1').decode(bytes), name).not.toContain(word)
  }
})

it('A13: alone, discovery and version are told as the cluster told them last', () => {
  const world = inhabited()
  const aggregated = (version: string) => ({
    headers: {
      accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    },
  })
  const asked = [
    ['/version'],
    ['/api'],
    ['/apis'],
    ['/api/v1'],
    ['/apis/apps/v1'],
    ['/openapi/v3'],
    ['/apis', aggregated('v2')],
    ['/api', aggregated('v2')],
    ['/apis', aggregated('v2beta1')],
    ['/api', aggregated('v2beta1')],
  ] as const
  const linked = asked.map(([path, more]) => world.ask(path, more))
  expect(linked.every(({ status }) => status === 200)).toBe(true)
  const explained = world.ask('/openapi/v3/api/v1?hash=1')
  world.cut(true)
  world.ask('/version')
  const same = ({ status, headers, body }: Told) => ({
    status,
    type: headers['content-type'],
    body,
  })
  expect(asked.map(([path, more]) => same(world.ask(path, more)))).toEqual(linked.map(same))
  expect(same(world.ask('/openapi/v3/api/v1?hash=2'))).toEqual(same(explained))
  expect(reason(world.ask('/openapi/v3/apis/apps/v1'))).toContain('is not kept on this node')
})

it('A13: alone, the types of the kinds that are kept are told, and learned again only when they changed', () => {
  const world = apiWorld()
  world.run(1_000)
  const typed = ['/openapi/v3/api/v1', '/openapi/v3/apis/discovery.k8s.io/v1']
  const asked = () => world.wire.asked.filter((one) => one.includes('?hash='))
  expect(asked().length).toBeGreaterThan(3)
  const before = asked().length
  world.cut(true)
  world.ask('/version')
  for (const path of typed) expect(world.ask(path).status).toBe(200)
  world.cut(false)
  world.run(10_000)
  expect(world.wire.asked.filter((one) => one === 'GET /openapi/v3').length).toBeGreaterThan(1)
  expect(asked().length).toBe(before)
})

const bearer = { authorization: 'Bearer robot-token' }

const review = (group: string, resource: string, spec: object) =>
  [
    `/apis/${group}/v1/${resource}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer },
      body: new TextEncoder().encode(JSON.stringify({ kind: 'Review', spec })),
    },
  ] as const

const mayI = (verb: string, resource: string) =>
  review('authorization.k8s.io', 'selfsubjectaccessreviews', {
    resourceAttributes: { verb, resource, namespace: 'default' },
  })

it('A29: alone, who asks about himself is answered from the decisions that are here', () => {
  const caller = {
    name: 'robot',
    groups: ['system:authenticated'],
    by: 'cluster-token',
  } as const
  const pod = { verb: 'get', group: '', resource: 'pods', namespace: 'default' }
  const world = apiWorld({
    ports: {
      guard: {
        identify: (_shown, done) => done(caller),
        authorize: (_caller, wanted, done) => {
          if (wanted.about === 'path' || wanted.group !== '') return done({ allowed: true })
          if (wanted.resource === 'secrets')
            return done({ allowed: false, reason: '', undecided: true })
          done(wanted.verb === 'get' ? { allowed: true } : { allowed: false, reason: 'no' })
        },
        decided: () => [{ attempt: pod, allowed: true, atMs: 0 }],
      },
    },
  })
  world.cut(true)
  world.ask('/version', { headers: bearer })
  expect(world.ask(...mayI('get', 'pods'))).toMatchObject({
    status: 201,
    body: { kind: 'Review', status: { allowed: true } },
  })
  expect(world.ask(...mayI('drain', 'pods'))).toMatchObject({
    status: 201,
    body: { status: { allowed: false, reason: 'no' } },
  })
  expect(reason(world.ask(...mayI('get', 'secrets')))).toContain('nothing was decided')
  const spec = { resourceAttributes: { verb: 'get', resource: 'pods' } }
  const identity = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' }
  const inProtobuf = {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kubernetes.protobuf', ...bearer },
    body: sealEnvelope({ ...identity, metadata: {}, spec }) ?? new Uint8Array(),
  }
  expect(world.ask(mayI('get', 'pods')[0], inProtobuf)).toMatchObject({
    status: 201,
    body: { ...identity, status: { allowed: true } },
  })
  const rules = review('authorization.k8s.io', 'selfsubjectrulesreviews', { namespace: 'default' })
  expect(world.ask(...rules)).toMatchObject({
    status: 201,
    body: {
      status: {
        incomplete: true,
        evaluationError: expect.stringContaining('what was decided before') as string,
        resourceRules: [
          { verbs: ['create'], apiGroups: ['authorization.k8s.io'] },
          { verbs: ['create'], apiGroups: ['authentication.k8s.io'] },
          { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
        ],
      },
    },
  })
  const nothing = review('authorization.k8s.io', 'selfsubjectaccessreviews', {})
  expect(world.ask(...nothing).status).toBe(400)
  expect(world.ask(...review('authentication.k8s.io', 'selfsubjectreviews', {}))).toMatchObject({
    status: 201,
    body: { status: { userInfo: { username: 'robot' } } },
  })
})

it("A14: the node's credential is for the node alone; tokens pass, nobody asks in another's name here", () => {
  const world = inhabited()
  const impersonating = { headers: { 'impersonate-user': 'robot' } }
  expect(world.ask(pods, impersonating).status).toBe(403)
  expect(world.wire.asked).toEqual([])
  const both = { headers: { authorization: 'Bearer robot-token', 'impersonate-user': 'x' } }
  expect(world.ask(pods, both).status).toBe(403)
  expect(world.asCaller.asked).toEqual([`GET ${pods}`])
  world.cut(true)
  expect(world.ask('/apis/apps/v1/deployments').status).toBe(503)
  expect(world.ask(pods, impersonating).status).toBe(403)
})

it('G21: what the rules of nodes do not grant its kubelet the cluster may, and the mirror does not: alone it is 503', () => {
  const clock = () => world.schedule.spawn().clock
  const self = { name: 'system:node:n1', groups: ['system:nodes'], by: 'certificate' } as const
  const world: ApiWorld = inhabited({
    ports: {
      guard: {
        identify: (_shown, done) => clock().soon(() => done(self)),
        authorize: (_caller, _wanted, done) =>
          clock().soon(() => done({ allowed: false, reason: 'by the rules of nodes' })),
        decided: () => [],
      },
    },
  })
  expect(world.ask(pods).status).toBe(200)
  expect(world.wire.asked, 'it is the cluster that answered').toEqual([`GET ${pods}`])
  world.cut(true)
  expect(reason(world.ask(pods))).toMatch(/^503 .*it alone decides/)
  expect(reason(world.ask('/apis/apps/v1/deployments'))).toMatch(/^503 .*keeps no/)
})

it('A14: about whom nobody has decided here the cluster decides, and nobody without it', () => {
  const clock = () => world.schedule.spawn().clock
  const robot = { name: 'robot', groups: [], by: 'cluster-token' } as const
  const undecided = { allowed: false, reason: 'nobody has said', undecided: true } as const
  const world: ApiWorld = inhabited({
    ports: {
      guard: {
        identify: (_shown, done) => clock().soon(() => done(robot)),
        authorize: (_caller, _wanted, done) => clock().soon(() => done(undecided)),
        decided: () => [],
      },
    },
  })
  const bearer = { headers: { authorization: 'Bearer robot-token' } }
  const services = '/api/v1/services'
  expect(world.ask(services, bearer).status).toBe(200)
  expect(world.asCaller.asked).toEqual([`GET ${services}`])
  expect(world.ask(services).status).toBe(403)
  world.cut(true)
  expect(reason(world.ask(services, bearer))).toMatch(/^403 .*nobody has said/)
  expect(reason(world.ask(services, bearer))).toMatch(/^403 .*nobody has said/)
})

it('A15: a protobuf body passes when linked; alone it is refused with the setting that selects JSON', () => {
  const world = inhabited()
  const write = {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
    body: new Uint8Array([0x6b, 0x38, 0x73, 0]),
  }
  expect(world.ask(configMaps, write).status).toBe(400)
  expect(world.wire.asked).toEqual([`POST ${configMaps}`])
  world.cut(true)
  world.ask('/version')
  const refused = world.ask(configMaps, write)
  expect(reason(refused)).toMatch(/^415 .*contentType: application\/json/)
})

it('A18: the node says itself whether it is well, and its numbers', () => {
  const world = inhabited()
  expect(world.ask('/healthz').body).toBe('ok')
  world.watch(`${pods}?watch=1`)
  world.ask(pods)
  const { body, headers } = world.ask('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain('causeway_edge_api_requests_total{by="mirror"} 2')
  expect(body).toContain('causeway_edge_api_watches 1')
  expect(body).toContain('causeway_edge_api_linked 1')
})
