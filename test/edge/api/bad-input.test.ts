// Whatever a client sends, each door answers as a real API server does, and goes on.
import { expect, it } from 'vitest'
import { badRequests } from '../../golden/bad-input.ts'
import type { BadRequest } from '../../golden/bad-input.ts'
import { send } from '../../golden/play.ts'
import { realKubeconfig, realServer } from '../../golden/real-server.ts'
import { apiWorld } from '../../support/api-world.ts'

const maps = '/api/v1/namespaces/default/configmaps'

interface Said {
  readonly status: number
  readonly body?: unknown
}

const message = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body
    ? String(body.message)
    : JSON.stringify(body)

/** What is wrong with an answer. */
function wrong({ method, path, body, status, says }: BadRequest, said: Said): readonly string[] {
  const asked = `${method} ${path.slice(0, 100)} ${body}`
  const came = `came ${said.status}: ${message(said.body).slice(0, 200)}`
  return said.status === status && message(said.body).includes(says)
    ? []
    : [`${asked}: ${status} with "${says}" was expected, ${came}`]
}

const asRequest = ({ path, method, headers, body }: BadRequest) =>
  [path, { method, headers, body: new TextEncoder().encode(body) }] as const

function begin() {
  const world = apiWorld()
  world.write('POST', maps, { metadata: { name: 'a' } })
  world.run(100)
  return world
}

it('A23: malformed requests are answered by the small Kubernetes as by a real API server', () => {
  const world = begin()
  expect(badRequests.flatMap((bad) => wrong(bad, world.direct(...asRequest(bad))))).toEqual([])
})

it('A23: malformed requests are answered with the Status of the API server behind', () => {
  const world = begin()
  const found = badRequests.flatMap((bad) => {
    const ours = world.ask(...asRequest(bad))
    const theirs = world.direct(...asRequest(bad))
    const says = bad.status < 400 ? bad.says : ownVersions(message(theirs.body))
    return wrong({ ...bad, says }, { ...ours, body: { message: ownVersions(message(ours.body)) } })
  })
  expect(found).toEqual([])
})

/** A node counts versions of its own. */
const ownVersions = (text: string): string => text.replace(/current: \d+/, 'current: <own>')

it('A27: alone, what a node can judge it refuses as a real API server does, and the rest with 503', () => {
  const world = begin()
  world.cut(true)
  world.ask('/version')
  const found = badRequests.flatMap((bad) => {
    const says = bad.alone === bad.status ? bad.says : ''
    return wrong({ ...bad, status: bad.alone, says }, world.ask(...asRequest(bad)))
  })
  expect(found).toEqual([])
  expect(world.ask('/healthz').status).toBe(200)
})

it.runIf(realKubeconfig !== undefined)('A23: a real API server answers so', async () => {
  const server = await realServer(realKubeconfig ?? '')
  const metadata = { name: 'a' }
  const headers = { 'Content-Type': 'application/json' }
  await send(server, { method: 'POST', path: maps, headers, body: { metadata } })
  const found: string[] = []
  for (const bad of badRequests) {
    found.push(...wrong(bad, await send(server, bad)))
  }
  expect(found).toEqual([])
})
