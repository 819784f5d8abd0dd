// The HTTP door: bodies and answers of every type, streams to slow readers, and whatever else comes.
import { sealEnvelope } from '../../../src/objects/protobuf/envelope.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpReply } from '../../../bus/http.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { builtinSchema } from '../../../src/objects/schema/builtin.ts'
import { typed } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { askDoor } from './door-asking.ts'
import { configMaps, openSmall } from './small.ts'

const users = new Map([['admin', { name: 'a', groups: ['system:masters'] }]])
const admin = { authorization: 'Bearer admin' }
const open = () => openSmall({ users })

const identity = { apiVersion: 'v1', kind: 'ConfigMap' }

describe('the door', () => {
  it('K32: bodies are JSON, YAML or protobuf, answers JSON or YAML, as the headers say', () => {
    const { kube } = open()
    const post = (type: string, body: unknown) =>
      askDoor(kube, {
        method: 'POST',
        path: configMaps,
        headers: { ...admin, 'content-type': type },
        body,
      }).status
    const object = (name: string): Json => ({ ...identity, metadata: { name }, data: { a: 'b' } })
    const fitted = typed(builtinSchema, 'ConfigMap', object('c')).value as Json
    expect([
      post('application/json', object('a')),
      post('application/yaml; charset=utf-8', 'metadata: {name: b}\ndata: {a: b}\n'),
      post('application/vnd.kubernetes.protobuf', sealEnvelope(fitted) ?? new Uint8Array()),
      post('', object('d')),
    ]).toEqual([201, 201, 201, 201])
    for (const name of ['a', 'b', 'c', 'd']) {
      const headers = { ...admin, accept: 'application/yaml' }
      const { headers: shown, body } = askDoor(kube, {
        method: 'GET',
        path: `${configMaps}/${name}`,
        headers,
      })
      expect(shown['content-type']).toBe('application/yaml')
      expect(body).toContain('data:\n  a: b\n')
    }
    expect([
      post('text/plain', object('e')),
      post('application/json', '{'),
      post('application/yaml', 'a: [b'),
      post('application/vnd.kubernetes.protobuf', 'none'),
    ]).toEqual([415, 400, 400, 400])
  })

  it('K32: fields that stand twice are named, wherever they are', () => {
    const { kube } = open()
    const text =
      '{"metadata":{"name":"a","labels":{"x":"1","x":"2"}},"data":{"a":"{\\"b\\":1,\\"b\\":2}"},"data":{}}'
    const path = `${configMaps}?fieldValidation=Strict`
    const headers = { ...admin, 'content-type': 'application/json' }
    expect(askDoor(kube, { method: 'POST', path, headers, body: text }).body).toMatchObject({
      code: 400,
      message: expect.stringContaining(
        'strict decoding error: duplicate field "metadata.labels.x", duplicate field "data"',
      ) as string,
    })
  })

  it('K33: a watch streams changes as they happen, and forgets a reader who leaves', () => {
    const { kube, ok, run } = open()
    const lines: string[] = []
    let leave: () => void = () => undefined
    const reply: HttpReply = {
      send: () => expect.unreachable('a watch is a stream'),
      stream: (_status, _headers, handlers) => {
        leave = handlers.closed
        return {
          write: (bytes) => lines.push(new TextDecoder().decode(bytes)) > 0,
          end: () => undefined,
          abort: () => undefined,
        }
      },
    }
    const request = { method: 'GET', path: `${configMaps}?watch=1`, headers: admin }
    kube.handle({ ...request, body: new Uint8Array() }, reply, { address: '' })
    ok('POST', configMaps, { metadata: { name: 'a' } })
    ok('DELETE', `${configMaps}/a`)
    run(10)
    const events = lines.map((line) => JSON.parse(line) as { type: string; object: KubeObject })
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'kube-root-ca.crt'],
      ['ADDED', 'a'],
      ['DELETED', 'a'],
    ])
    leave()
    ok('POST', configMaps, { metadata: { name: 'b' } })
    expect(lines).toHaveLength(3)
  })

  it('K33: a slow reader gets everything in order, and one who never reads is let go', () => {
    const { kube, ok, run } = open()
    const received: string[] = []
    let isReading = false
    let drained: () => void = () => undefined
    let ended = 0
    const reply: HttpReply = {
      send: () => expect.unreachable('a watch is a stream'),
      stream: (_status, _headers, handlers) => {
        drained = handlers.drained
        const write = (bytes: Uint8Array) => {
          received.push(new TextDecoder().decode(bytes))
          return isReading
        }
        return { write, end: () => void (ended += 1), abort: () => undefined }
      },
    }
    const path = `${configMaps}?watch=1&labelSelector=big`
    kube.handle({ method: 'GET', path, headers: admin, body: new Uint8Array() }, reply, {
      address: '',
    })
    const create = (i: number, data: object) =>
      ok('POST', configMaps, { metadata: { name: `m${i}`, labels: { big: '' } }, data })
    for (let i = 0; i < 5; i++) create(i, {})
    expect(received).toHaveLength(1)
    isReading = true
    drained()
    const names = received.map(
      (line) => (JSON.parse(line) as { object: KubeObject }).object.metadata.name,
    )
    expect(names).toEqual(['m0', 'm1', 'm2', 'm3', 'm4'])
    isReading = false
    for (let i = 5; i < 30 && ended === 0; i++) create(i, { a: 'x'.repeat(1_000_000) })
    isReading = true
    drained()
    run(10)
    expect(ended).toBeGreaterThan(0)
    expect(received.length).toBeLessThan(10)
  })

  it('K34: whatever is asked is answered once, and nothing breaks', () => {
    const { kube } = open()
    const segment = fc.constantFrom(
      ...['api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'configmaps', 'nodes', 'x'],
      ...['deployments', 'status', 'scale', 'binding', 'eviction', 'log', 'token', '%', '..', ''],
      ...[
        'serviceaccounts',
        'customresourcedefinitions',
        'apiextensions.k8s.io',
        'openapi',
        'v3',
        'proxy',
        'exec',
      ],
    )
    const query = fc.constantFrom(
      '',
      '?watch=1',
      '?limit=x',
      '?dryRun=All',
      '?labelSelector=(',
      '?%',
    )
    const path = fc
      .tuple(fc.array(segment, { maxLength: 7 }), query)
      .map(([parts, rest]) => `/${parts.join('/')}${rest}`)
    const key = fc.constantFrom(
      'metadata',
      'spec',
      'name',
      'kind',
      'template',
      'containers',
      'status',
    )
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.dictionary(key, tie('json'), { maxKeys: 4 }),
        fc.array(tie('json'), { maxLength: 2 }),
      ),
    }))
    const body = fc.oneof(json, fc.string(), fc.uint8Array({ maxLength: 40 }))
    const type = fc.constantFrom(
      ...['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'x'],
      ...['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json'].map(
        (t) => `application/${t}`,
      ),
    )
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE')
    fc.assert(
      fc.property(method, path, type, body, (verb, at, contentType, given) => {
        const headers = { ...admin, 'content-type': contentType }
        const answer = askDoor(kube, { method: verb, path: at, headers, body: given })
        expect(answer.status).toBeGreaterThanOrEqual(200)
        expect(answer.status).toBeLessThan(600)
        expect([500, 501].includes(answer.status) && typeof answer.body === 'string').toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
