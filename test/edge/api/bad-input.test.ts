// Whatever a client sends, the local API answers as the API server behind it does, and goes on.
import { expect, it } from 'vitest'
import { apiWorld } from '../../support/api-world.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const labels = (selector: string): string =>
  `/api/v1/services?labelSelector=${encodeURIComponent(selector)}`
const fields = (selector: string): string =>
  `/api/v1/services?fieldSelector=${encodeURIComponent(selector)}`

/** Asked in vain: a target, a method where it is not GET, a body, a type. */
const asked: readonly (readonly [path: string, method?: string, body?: string, type?: string])[] = [
  ['/'],
  ['//'],
  ['/api'],
  ['/api/v1/%ff'],
  ['/api/v1/namespaces/default/pods/%2e%2e'],
  ['/api/v1/namespaces//pods'],
  ['/apis/x/v1/things'],
  [`/api/v1/namespaces/default/services/${'a'.repeat(5_000)}`],
  [labels('a=b,')],
  [labels('a in b')],
  [labels('!')],
  [labels('-a=b')],
  [labels(`a=${'v'.repeat(70)}`)],
  [labels('\u0000')],
  [fields('spec.none=1')],
  [fields('metadata.name')],
  [fields('=')],
  ['/api/v1/services?limit=x'],
  ['/api/v1/services?limit=-5'],
  ['/api/v1/services?limit=99999999999999999999'],
  ['/api/v1/services?limit=1&continue=nonsense'],
  ['/api/v1/services?limit=1&continue=e30'],
  ['/api/v1/services?resourceVersion=x'],
  ['/api/v1/services?resourceVersion=-1'],
  ['/api/v1/services?resourceVersionMatch=Exact'],
  ['/api/v1/services?sendInitialEvents=true'],
  ['/api/v1/services?watch=1&resourceVersion=x'],
  ['/api/v1/services?watch=1&sendInitialEvents=true'],
  ['/api/v1/services?timeoutSeconds=x'],
  ['/api/v1/services?labelSelector=%'],
  [maps, 'POST', '{'],
  [maps, 'POST', '[]'],
  [maps, 'POST', 'null'],
  [maps, 'POST', ''],
  [maps, 'POST', '{}', 'text/plain'],
  [maps, 'POST', ': : :', 'application/yaml'],
  [maps, 'POST', 'k8s', 'application/vnd.kubernetes.protobuf'],
  [`${maps}/a`, 'PUT', '{"metadata":{"name":"b"}}'],
  [`${maps}/a`, 'PATCH', '{}', 'application/json'],
  [`${maps}/a`, 'PATCH', '[{"op":"explode"}]', 'application/json-patch+json'],
  [`${maps}/a`, 'PATCH', '5', 'application/merge-patch+json'],
  [`${maps}/a`, 'PATCH', '{"metadata":{"resourceVersion":5}}', 'application/merge-patch+json'],
  [`${maps}/a`, 'DELETE', '{"preconditions":{"resourceVersion":"1"}}'],
  [maps, 'TRACE'],
  [maps, 'BREW'],
]

const message = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'message' in body ? body.message : body

it('A23: malformed requests are answered with the Status of the API server behind', () => {
  const world = apiWorld()
  world.write('POST', maps, { metadata: { name: 'a' } })
  world.write('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 's' },
    spec: { ports: [{ port: 1 }] },
  })
  world.run(100)
  const wrong = asked.flatMap(([path, method = 'GET', text = '', type = 'application/json']) => {
    const request = {
      method,
      headers: { 'content-type': type },
      body: new TextEncoder().encode(text),
    }
    const ours = world.ask(path, request)
    const theirs = world.direct(path, request)
    const same =
      ours.status === theirs.status &&
      (ours.status < 400 || message(ours.body) === message(theirs.body))
    return same
      ? []
      : [
          `${method} ${path}: ${theirs.status} ${String(message(theirs.body))}, ours ${ours.status} ${String(message(ours.body))}`,
        ]
  })
  expect(wrong).toEqual([])
  world.cut(true)
  world.ask('/version')
  for (const [path, method = 'GET', text = '', type = 'application/json'] of asked) {
    const request = {
      method,
      headers: { 'content-type': type },
      body: new TextEncoder().encode(text),
    }
    const { status } = world.ask(path, request)
    expect([path, status >= 200 && status < 600]).toEqual([path, true])
  }
  expect(world.ask('/healthz').status).toBe(200)
})
