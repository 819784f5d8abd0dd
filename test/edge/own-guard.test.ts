// Who is let in at the door of a node's API, and who is not: the agent as it is assembled, certificates on paper.
import { expect, it } from 'vitest'
import { localApis } from '../../edge/api/config.ts'
import type { HttpClient } from '../../bus/http.ts'
import { edgeWorld } from '../support/edge-world.ts'
import { ownPaper } from '../support/paper-authority.ts'

const services = '/api/v1/services'

function door() {
  const world = edgeWorld({ a: ['a-1'] })
  for (const scope of ['all', 'site/a', 'node/a-1'] as const)
    world.cloud.feed(scope).change(1, '{"metadata":{"name":"t1"}}')
  const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10550 } }
  const node = world.start('a-1', { api })
  world.run(10_000)
  const ask = (client: HttpClient, path: string, headers = {}): number => {
    let status = 0
    client.request(
      { method: 'GET', path, headers, body: new Uint8Array() },
      { head: (code) => (status = code), chunk: () => {}, end: () => {} },
    )
    world.run(50)
    return status
  }
  return { node, ask }
}

it('G17: loopback is no identity: who shows nothing learns whether the node is well, and its version, and no more', () => {
  const { node, ask } = door()
  const nobody = node.apiAs(undefined)
  for (const path of ['/healthz', '/livez', '/readyz']) expect(ask(nobody, path), path).toBe(200)
  expect(ask(nobody, '/version'), 'it is asked of nobody for him').toBe(503)
  for (const path of [services, '/api/v1/namespaces/d/secrets/s', '/apis', '/metrics', '/any'])
    expect(ask(nobody, path), path).toBe(401)
  expect(ask(nobody, services, { 'impersonate-user': 'system:node:a-1' })).toBe(401)
  expect(ask(nobody, services, { authorization: 'Bearer none' })).toBe(401)
})

it("G18: the node's own certificate lets its kubelet in before the cloud was heard of, and nobody else", () => {
  const { node, ask } = door()
  const kubelet = node.apiAs(ownPaper('a-1'))
  expect(ask(kubelet, services)).toBe(200)
  expect(ask(kubelet, '/metrics')).toBe(200)
  for (const path of ['/api/v1/namespaces/d/secrets/s', '/api/v1/namespaces/d/secrets'])
    expect(ask(kubelet, path), `${path}: no pod refers to it`).toBe(503)
  expect(ask(node.apiAs(ownPaper('a-2')), services)).toBe(401)
  expect(ask(node.apiAs(new TextEncoder().encode('forged')), services)).toBe(401)
})
