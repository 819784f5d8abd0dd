// Webhooks of the small Kubernetes: what they are asked, what their words do to a write, and what their silence does.
import { describe, expect, it } from 'vitest'
import { memoryHttpClient } from '../../../bus/adapters/memory-http.ts'
import type { HttpHandler } from '../../../bus/adapters/memory-http.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import { startControllers } from '../../../sim/kube/controllers/start.ts'
import { realPace } from '../../../sim/kube/config.ts'
import type { KubeAnswer } from '../../../sim/kube/server.ts'
import { toBase64 } from '../../../src/kernel/base64.ts'
import { random } from '../../../src/kernel/random.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { configMaps, deployment, deployments, openSmall, patchTypes, pod, pods } from './small.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const paths = {
  Validating: `${group}/validatingwebhookconfigurations`,
  Mutating: `${group}/mutatingwebhookconfigurations`,
}

const usual = {
  rules: [{ operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*', '*/*'] }],
  clientConfig: { url: 'https://door.test:8443/ask', caBundle: 'Q0E=' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
}

/** What is asked of webhooks here: only config maps and pods. */
interface Asked {
  readonly uid: string
  readonly operation: string
  readonly namespace: string
  readonly name: string
  readonly subResource?: string
  readonly object: KubeObject & { readonly data?: Readonly<Record<string, string>> }
}

type Said = Json | 'silence'

const utf8 = new TextEncoder()
const json = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value))

/** A small Kubernetes whose webhooks are answered by a function of the request that they are asked about. */
function withHooks(answer: (request: Asked, path: string) => Said) {
  const asked: { path: string; request: Asked }[] = []
  const reached: string[] = []
  const handle: HttpHandler = ({ path, body }, reply) => {
    const { request } = JSON.parse(new TextDecoder().decode(body)) as { request: Asked }
    asked.push({ path, request })
    const said = answer(request, path)
    if (said === 'silence') return
    const { http = 200, raw, ...response } = said
    const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }
    const whole = raw ?? { ...review, response: { uid: request.uid, ...response } }
    reply.send(http as number, {}, json(whole))
  }
  const small = openSmall({
    webhooks: (origin, authority) => {
      reached.push(`${origin} ${authority}`)
      return memoryHttpClient(small.clock, () => (isUp ? handle : undefined))
    },
  })
  let isUp = true
  /** The answer of a write, after webhooks had their time. */
  const told = (
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): KubeAnswer => {
    let answered: KubeAnswer = small.kube.call(method, path, body, { 'content-type': type })
    answered.later?.((then) => (answered = then))
    small.run(31_000)
    return answered
  }
  const hook = (kind: keyof typeof paths, name: string, more: Json = {}): KubeObject =>
    small.ok('POST', paths[kind], {
      metadata: { name: name.split('.')[0] },
      webhooks: [{ ...usual, name, ...more }],
    })
  const down = (): void => void (isUp = false)
  return { ...small, told, hook, asked, reached, down }
}

const patchOf = (operations: readonly unknown[]): Json => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: toBase64(json(operations)),
})

const message = ({ body }: KubeAnswer): string => (body as Status).message ?? ''
const about = (resources: readonly string[], operations = ['*']): Json => ({
  rules: [{ operations, apiGroups: ['*'], apiVersions: ['*'], resources }],
})

describe('what a webhook is asked', () => {
  it('K120: a review says what is written, by whom, and what was there before; the answer has to be about it', () => {
    const { told, hook, asked, reached } = withHooks(() => ({ allowed: true }))
    hook('Validating', 'v.test.io')
    told('POST', configMaps, { metadata: { name: 'a' }, data: { x: '1' } })
    told('PATCH', `${configMaps}/a`, { data: { x: '2' } }, patchTypes.merge)
    told('DELETE', `${configMaps}/a`)
    expect(asked.map(({ path }) => path)).toEqual(Array(3).fill('/ask?timeout=10s'))
    expect(new Set(reached)).toEqual(new Set(['https://door.test:8443 Q0E=']))
    const [create, update, remove] = asked.map(({ request }) => request)
    expect(create).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: { group: '', version: 'v1', kind: 'ConfigMap' },
      resource: { group: '', version: 'v1', resource: 'configmaps' },
      name: 'a',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { groups: expect.arrayContaining(['system:masters']) },
      object: { apiVersion: 'v1', kind: 'ConfigMap', data: { x: '1' } },
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    })
    expect(create).not.toHaveProperty('subResource')
    expect(update).toMatchObject({ object: { data: { x: '2' } }, oldObject: { data: { x: '1' } } })
    expect(remove).toMatchObject({ operation: 'DELETE', object: null, oldObject: {} })
  })

  it('K120: rules, selectors and conditions say what it is asked about; never configurations of webhooks', () => {
    const { told, hook, asked, ok } = withHooks(() => ({ allowed: true }))
    hook('Validating', 'a.test.io', {
      ...about(['configmaps'], ['CREATE']),
      namespaceSelector: { matchLabels: { guarded: 'yes' } },
    })
    hook('Validating', 'b.test.io', {
      objectSelector: { matchLabels: { mine: '' } },
      matchConditions: [{ name: 'who', expression: "request.userInfo.username != 'nobody'" }],
    })
    ok('POST', '/api/v1/namespaces', { metadata: { name: 'g', labels: { guarded: 'yes' } } })
    told('POST', configMaps, { metadata: { name: 'a' } })
    told('POST', '/api/v1/namespaces/g/configmaps', { metadata: { name: 'a' } })
    told('DELETE', '/api/v1/namespaces/g/configmaps/a')
    told('POST', pods, { ...pod('p'), metadata: { name: 'p', labels: { mine: '' } } })
    const seen = asked.map(({ request: { operation, namespace, name } }) => [
      operation,
      namespace,
      name,
    ])
    expect(seen).toEqual([
      ['CREATE', 'g', 'a'],
      ['CREATE', 'default', 'p'],
    ])
    hook('Validating', 'c.test.io', { objectSelector: { matchLabels: { mine: '' } } })
    expect(asked).toHaveLength(2)
  })

  it('K120: status and scale are asked about below their objects', () => {
    const { told, hook, asked, ok } = withHooks(() => ({ allowed: true }))
    ok('POST', deployments, deployment('d'))
    hook('Validating', 'a.test.io', about(['deployments/scale']))
    told('PATCH', `${deployments}/d/scale`, { spec: { replicas: 3 } }, patchTypes.merge)
    told('PATCH', `${deployments}/d`, { spec: { paused: true } }, patchTypes.merge)
    expect(asked.map(({ request }) => request.subResource)).toEqual(['scale'])
  })
})

describe('what its word does', () => {
  it('K121: webhooks change what is created and updated, one after the other, before it is checked', () => {
    const { told, hook, asked } = withHooks(({ object }, path) =>
      patchOf([{ op: 'add', path: '/data', value: { ...object.data, [path[1] ?? '']: '1' } }]),
    )
    const at = (path: string): Json => ({
      ...about(['configmaps'], ['CREATE', 'UPDATE']),
      clientConfig: { url: `https://door.test/${path}` },
    })
    hook('Mutating', 'a.test.io', at('x'))
    hook('Mutating', 'b.test.io', at('y'))
    hook('Validating', 'c.test.io', at('z'))
    const made = told('POST', configMaps, { metadata: { name: 'a' } })
    expect(made).toMatchObject({ status: 201, body: { data: { x: '1', y: '1' } } })
    expect(asked.map(({ request }) => request.object.data)).toEqual([
      undefined,
      { x: '1' },
      { x: '1', y: '1' },
    ])
    const changed = told('PATCH', `${configMaps}/a`, { data: { x: null } }, patchTypes.merge)
    expect(changed.body).toMatchObject({ data: { x: '1', y: '1' } })
  })

  it('K121: what does not fit its kind any more is refused, as is a patch that cannot be done', () => {
    let operations: readonly unknown[] = []
    const { told, hook } = withHooks(() => patchOf(operations))
    hook('Mutating', 'a.test.io', about(['configmaps']))
    const create = () => told('POST', configMaps, { metadata: { name: 'a' } })
    operations = [{ op: 'add', path: '/data', value: { 'a b': '1' } }]
    expect(create()).toMatchObject({ status: 422, body: { reason: 'Invalid' } })
    operations = [{ op: 'replace', path: '/data/x', value: '1' }]
    expect(create()).toMatchObject({ status: 500, body: { reason: 'InternalError' } })
    operations = []
    expect(create().status).toBe(201)
  })

  it('K122: a denial is told in a real server’s words, with the code and the reason that the webhook gives', () => {
    let status: Json | undefined
    const { told, hook } = withHooks(() => ({ allowed: false, ...(status && { status }) }))
    hook('Validating', 'v.test.io', about(['configmaps']))
    const refused = (given?: Json) => {
      status = given
      return told('POST', configMaps, { metadata: { name: 'a' } })
    }
    const by = 'admission webhook "v.test.io" denied the request'
    expect(refused()).toMatchObject({ status: 400, body: { message: `${by} without explanation` } })
    expect(refused({ reason: 'Because' }).body).toMatchObject({
      message: `${by}: Because`,
      reason: 'Because',
    })
    expect(refused({ message: 'no', code: 403, reason: 'Forbidden' })).toMatchObject({
      status: 403,
      body: { message: `${by}: no`, reason: 'Forbidden', code: 403, status: 'Failure' },
    })
    expect(refused({ message: 'no', code: 200, status: 'Success' })).toMatchObject({
      status: 400,
      body: { message: `${by}: no`, status: 'Failure' },
    })
  })

  it('K122: of several that judge all are asked, and the first that denies is told; a delete can be denied by both kinds', () => {
    const { told, hook, asked, ok } = withHooks((_, path) => ({
      allowed: !path.startsWith('/no'),
      status: { message: path.split('?')[0] },
    }))
    ok('POST', configMaps, { metadata: { name: 'a' } })
    const at = (path: string): Json => ({
      ...about(['configmaps']),
      clientConfig: { url: `https://door.test${path}` },
    })
    hook('Validating', 'a.test.io', at('/yes'))
    hook('Validating', 'b.test.io', at('/no-b'))
    hook('Validating', 'c.test.io', at('/no-c'))
    const refused = told('PATCH', `${configMaps}/a`, { data: { x: '1' } }, patchTypes.merge)
    expect(message(refused)).toBe('admission webhook "b.test.io" denied the request: /no-b')
    expect(asked).toHaveLength(3)
    hook('Mutating', 'm.test.io', at('/no-m'))
    expect(message(told('DELETE', `${configMaps}/a`))).toContain('"m.test.io" denied')
    expect(message(told('DELETE', configMaps))).toContain('"m.test.io" denied')
  })

  it('K122: warnings reach the writer', () => {
    const { kube, hook, run } = withHooks(() => ({ allowed: true, warnings: ['take care'] }))
    hook('Validating', 'v.test.io', about(['configmaps']))
    let warned: string | undefined
    kube.handle(
      {
        method: 'POST',
        path: configMaps,
        headers: { 'content-type': 'application/json' },
        body: json({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
      },
      {
        send: (_status, headers) => void (warned = headers['warning']),
        stream: () => {
          throw new Error('no stream')
        },
      },
      { address: '127.0.0.1', certificate: { commonName: 'a', organizations: ['system:masters'] } },
    )
    run(1_000)
    expect(warned).toBe('299 - "take care"')
  })
})

describe('what its silence does', () => {
  const wrong: readonly (readonly [string, Said, string])[] = [
    ['says nothing in its time', 'silence', 'context deadline exceeded'],
    ['answers an error', { http: 500, raw: 'oh' }, 'has prevented the request from succeeding'],
    [
      'answers no review',
      { raw: {} },
      'received invalid webhook response: webhook response was absent',
    ],
    ['answers another question', { uid: 'x', allowed: true }, 'expected response.uid="'],
    [
      'answers in another version',
      { raw: { response: { uid: undefined } } },
      'expected response.uid="',
    ],
    [
      'patches without a type',
      { allowed: true, patch: 'W10=' },
      'webhook returned response.patch but not response.patchType',
    ],
    [
      'has a type and no patch',
      { allowed: true, patchType: 'JSONPatch' },
      'webhook returned response.patchType but not response.patch',
    ],
    [
      'patches with what is none',
      { allowed: true, patchType: 'JSONPatch', patch: 'e30=' },
      'received undecodable patch in webhook response',
    ],
  ]

  it.each(wrong)('K123: of one that %s a write fails with its name, or goes on', (_, said, why) => {
    const { told, hook, kube } = withHooks(() => said)
    hook('Mutating', 'm.test.io', { ...about(['configmaps']), timeoutSeconds: 5 })
    const create = () => told('POST', configMaps, { metadata: { name: 'a' } })
    const refused = create()
    expect(refused).toMatchObject({ status: 500, body: { reason: 'InternalError' } })
    expect(message(refused)).toContain('failed calling webhook "m.test.io": ')
    expect(message(refused)).toContain(why)
    kube.call(
      'PATCH',
      `${paths.Mutating}/m`,
      [{ op: 'replace', path: '/webhooks/0/failurePolicy', value: 'Ignore' }],
      { 'content-type': patchTypes.json },
    )
    expect(create().status).toBe(201)
  })

  it('K123: a door that is down changes nothing where it may be ignored', () => {
    const { told, hook, down } = withHooks(() => ({ allowed: false }))
    hook('Validating', 'v.test.io', { ...about(['configmaps']), failurePolicy: 'Ignore' })
    down()
    expect(told('POST', configMaps, { metadata: { name: 'a' } }).status).toBe(201)
  })
})

it('K124: a configuration that could not be asked is refused with its field; what is usual is filled in', () => {
  const { refused, hook } = withHooks(() => ({ allowed: true }))
  const made = hook('Mutating', 'a.test.io')
  expect((made['webhooks'] as Json[])[0]).toMatchObject({
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    timeoutSeconds: 10,
    reinvocationPolicy: 'Never',
    rules: [{ scope: '*' }],
  })
  const why = (more: Json) =>
    refused('POST', paths.Validating, {
      metadata: { name: 'w' },
      webhooks: [{ ...usual, name: 'w.test.io', ...more }],
    }).message?.split('is invalid: ')[1]
  const service = { name: 's', namespace: 'n' }
  expect(why({ name: 'w' })).toContain('at least three segments')
  expect(why({ admissionReviewVersions: ['v2'] })).toContain('must include at least one of v1')
  expect(why({ sideEffects: 'Some' })).toContain('Unsupported value: "Some"')
  expect(why({ timeoutSeconds: 31 })).toContain('between 1 and 30 seconds')
  expect(why({ failurePolicy: 'Maybe' })).toContain('webhooks[0].failurePolicy: Unsupported value')
  expect(why({ clientConfig: {} })).toContain('exactly one of url or service is required')
  expect(why({ clientConfig: { service } })).toContain('reaches no services: name a url')
  expect(why({ clientConfig: { url: 'http://a/' } })).toContain("'https' is the only allowed")
  expect(why({ matchConditions: [{ name: 'a', expression: '1 +' }] })).toContain('compilation')
})

it('K125: a write whose object changed while webhooks were asked is asked about anew, as it is now', () => {
  const other = { 'impersonate-user': 'other', 'impersonate-group': 'system:masters' }
  const { told, hook, asked, ok, kube } = withHooks(() => {
    const body = { data: { [`y${asked.length}`]: '1' } }
    if (asked.length < 3)
      kube.call('PATCH', `${configMaps}/a`, body, { 'content-type': patchTypes.merge, ...other })
    return { allowed: true }
  })
  ok('POST', configMaps, { metadata: { name: 'a' } })
  hook('Validating', 'v.test.io', {
    ...about(['configmaps']),
    matchConditions: [{ name: 'who', expression: "request.userInfo.username != 'other'" }],
  })
  const changed = told('PATCH', `${configMaps}/a`, { data: { x: '1' } }, patchTypes.merge)
  expect(changed).toMatchObject({ status: 200, body: { data: { x: '1', y1: '1', y2: '1' } } })
  expect(asked.map(({ request }) => Object.keys(request.object.data ?? {}).length)).toEqual([
    1, 2, 3,
  ])
})

it('K126: controllers wait for webhooks about what they write, and write once', () => {
  const { ok, hook, kube, clock, run, asked } = withHooks(({ object }) =>
    patchOf([
      { op: 'add', path: '/metadata/labels', value: { ...object.metadata.labels, seen: '' } },
    ]),
  )
  hook('Mutating', 'm.test.io', about(['pods'], ['CREATE']))
  const { collection, call } = kube
  const stop = startControllers({
    collection,
    call,
    clock,
    random: random('controllers'),
    config: realPace.controllers,
  })
  ok('POST', deployments, deployment('d', { replicas: 3 }))
  run(5_000)
  const made = collection.list(kinds.pods, 'default')
  expect(made.map(({ metadata }) => metadata.labels?.['seen'])).toEqual(['', '', ''])
  expect(asked).toHaveLength(3)
  stop()
})
