// Every request that a real kubelet and a real kube-proxy were recorded to make, in their order, linked and alone.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { apiWorld } from '../../support/api-world.ts'
import type { ApiWorld } from '../../support/api-world.ts'

interface Line {
  readonly verb?: string
  readonly uri?: string
  readonly status?: number
  readonly story?: string
  readonly requestBody?: Readonly<Record<string, unknown>>
}

const lines = (file: string): readonly Line[] =>
  readFileSync(new URL(`../../golden/${file}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Line)

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const methods: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}

/** The node of the recording, under the name of ours; masked numbers as something that can be read. */
const unmasked = (text: string): string =>
  text
    .replaceAll('edge1', 'n1')
    .replaceAll('<n>', '30')
    .replaceAll('<event>', 'n1.18e9b72f90baeac5')
    .replaceAll('"<images>"', '[]')
    .replaceAll('"renewTime":"<time>"', '"renewTime":"2026-11-30T00:00:00.000000Z"')
    .replaceAll('<time>', '2026-11-30T00:00:00Z')

const at = (world: ApiWorld, path: string, ...fields: readonly string[]): unknown => {
  const { body } = world.kube.call('GET', path)
  return fields.reduce<unknown>((value, field) => (value as Record<string, unknown>)?.[field], body)
}

/** What somebody else does between the parts of the story. */
function happens(world: ApiWorld, story: string): void {
  const ns = '/api/v1/namespaces/default'
  const maps = `${ns}/configmaps`
  const map = (name: string, value: string) => ({ metadata: { name }, data: { value } })
  if (story.startsWith('a pod with')) {
    for (const name of ['conf', 'openshift-service-ca.crt'])
      world.write('POST', maps, map(name, '1'))
    world.write('POST', `${ns}/secrets`, { metadata: { name: 'sec' }, data: {} })
    world.write('POST', `${ns}/pods`, webPod)
  }
  if (story.startsWith('the config map')) world.write('PUT', `${maps}/conf`, map('conf', '2'))
  if (story.startsWith('the pod is deleted')) world.write('DELETE', `${ns}/pods/web`)
  world.run(200)
}

const webPod = {
  metadata: { name: 'web' },
  spec: {
    nodeName: 'n1',
    containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 'sec' } }] }],
    volumes: [
      { name: 'conf', configMap: { name: 'conf' } },
      {
        name: 'token',
        projected: {
          sources: ['kube-root-ca.crt', 'openshift-service-ca.crt'].map((name) => ({
            configMap: { name },
          })),
        },
      },
    ],
  },
}

/** The body of a write with what was masked in it as it is now. */
function bodyOf(world: ApiWorld, { verb, uri = '', requestBody }: Line, path: string): Uint8Array {
  if (requestBody === undefined) return new Uint8Array()
  const target = path.split('?')[0] ?? ''
  const object = target.replace(/\/(status|token)$/, '')
  const bound = uri.includes('/token') ? '/api/v1/namespaces/default/pods/web' : object
  const uid =
    at(world, bound, 'metadata', 'uid') ?? at(world, '/api/v1/nodes/n1', 'metadata', 'uid')
  const shown = verb === 'update' ? world.ask(target).body : undefined
  const version = (shown as { metadata?: { resourceVersion?: string } })?.metadata?.resourceVersion
  const text = unmasked(JSON.stringify(requestBody))
    .replaceAll('<uid>', String(uid))
    .replaceAll('<rv>', version ?? '')
  return bytes(JSON.parse(text))
}

type Judge = (line: Line, status: number, path: string) => string

/** Plays lines; what is wrong with the answers. */
function play(world: ApiWorld, played: readonly Line[], judge: Judge): readonly string[] {
  return played
    .map((line) => {
      const { verb = '', uri = '', story } = line
      if (story !== undefined) happens(world, story)
      if (story !== undefined) return ''
      const path = unmasked(uri)
      if (verb === 'watch') return judge(line, watched(world, path), path)
      const method = methods[verb] ?? 'GET'
      const type = verb === 'patch' ? 'application/strategic-merge-patch+json' : 'application/json'
      const headers = { 'content-type': type }
      const answer = world.ask(path, { method, headers, body: bodyOf(world, line, path) })
      world.run(50)
      return judge(line, answer.status, path)
    })
    .filter((wrong) => wrong !== '')
}

/** A watch counts once it has told that all that was there is told. */
function watched(world: ApiWorld, path: string): number {
  const begun = world.begin({ path })
  world.run(300)
  const status = begun.head()?.status ?? 0
  const isWhole = begun.text().includes('k8s.io/initial-events-end')
  begun.leave()
  return status === 200 && !isWhole ? 0 : status
}

const held = ({ verb, uri = '', status: theirs }: Line, ours: number): string =>
  ours === theirs ? '' : `${verb} ${uri}: ${theirs} was recorded, came ${ours}`

it('A22: linked, every request of a kubelet is answered as its API server answered', () => {
  expect(play(apiWorld({ rights: 'system:nodes' }), lines('kubelet-requests'), held)).toEqual([])
})

it('A22: linked, every request of a kube-proxy is answered as its API server answered', () => {
  // What it may is not what a node may; and of its events no bodies were recorded.
  const ofProxy = lines('kube-proxy-requests').map((line) =>
    line.verb === 'create' ? { ...line, requestBody: proxyEvent } : line,
  )
  expect(play(apiWorld(), ofProxy, held)).toEqual([])
})

it('A112: alone, a kube-proxy is answered as it was recorded, but for kinds that are not mirrored and its events', () => {
  const world = apiWorld()
  world.write('POST', '/api/v1/nodes', { metadata: { name: 'n1' } })
  world.run(100)
  world.cut(true)
  world.ask('/version')
  const others: string[] = []
  play(world, lines('kube-proxy-requests'), (line, status, path) => {
    if (status !== line.status) others.push(`${status} ${line.verb} ${path.split('?')[0]}`)
    return ''
  })
  expect(others).toEqual([
    '503 watch /apis/networking.k8s.io/v1/servicecidrs',
    '503 create /apis/events.k8s.io/v1/namespaces/default/events',
  ])
})

const proxyEvent = {
  metadata: { name: 'proxy', namespace: 'default' },
  eventTime: '2026-11-30T00:00:00.000000Z',
  type: 'Normal',
  reason: 'Starting',
  action: 'StartKubeProxy',
  reportingController: 'kube-proxy',
  reportingInstance: 'kube-proxy-n1',
  regarding: { kind: 'Node', name: 'n1' },
}

/** Where the node is cut off, and what of the reads after it is not answered as it was recorded, with its reason. */
const cuts: readonly (readonly [story: string, otherwise: Readonly<Record<string, number>>])[] = [
  // Who takes writes here keeps none, so what the kubelet makes stays unknown.
  [
    'starts for the first time',
    {
      '/api/v1/nodes/n1': 404,
      '/api/v1/nodes/n1?timeout=30s': 404,
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1?timeout=30s': 404,
      '/apis/storage.k8s.io/v1/csinodes/n1': 404,
      '/apis/storage.k8s.io/v1/csinodes/n1?resourceVersion=0': 404,
    },
  ],
  ['a pod with', {}],
  ['the config map changes', {}],
  ['killed', {}],
  ['quiet minute', {}],
  ['the pod is deleted', {}],
]

it.each(cuts)(
  'A22: alone from "%s" on, reads are answered as recorded, and writes go to whoever takes them',
  (story, otherwise) => {
    const taken: string[] = []
    const world: ApiWorld = apiWorld({
      rights: 'system:nodes',
      ports: {
        writes: {
          holds: () => false,
          numbers: () => ({ bytes: 0, bytesMax: 0, putOff: 0 }),
          accept: ({ request }, done) => {
            taken.push(`${request.method} ${request.path}`)
            world.schedule.spawn().clock.soon(() => done(ok))
          },
        },
      },
    })
    const all = lines('kubelet-requests')
    const from = all.findIndex((line) => line.story?.includes(story) === true)
    play(world, all.slice(0, from), held)
    world.cut(true)
    world.ask('/version')
    const rest = all.slice(from)
    const others: Record<string, number> = {}
    const wrong = play(world, rest, (line, status, path) => {
      const isRead = line.verb === 'get' || line.verb === 'watch'
      if (!isRead) return status === 200 ? '' : `${line.verb} ${path}: ${status}`
      if (status !== line.status) others[path] = status
      return ''
    })
    expect(wrong).toEqual([])
    expect(others).toEqual(otherwise)
    const writes = rest.filter(({ verb = 'get' }) => verb !== 'get' && verb !== 'watch')
    expect(taken).toHaveLength(writes.filter((line) => line.story === undefined).length)
  },
)

it('A26: alone, a kubelet hears that what is named after its node is not there, and nothing of others', () => {
  const world = apiWorld({ rights: 'system:nodes' })
  const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
  const csiNode = '/apis/storage.k8s.io/v1/csinodes'
  world.cut(true)
  world.ask('/version')
  const codes = () =>
    [`${lease}/n1`, `${csiNode}/n1`, `${lease}/n2`, `${csiNode}/n2`].map(
      (path) => world.ask(path).status,
    )
  expect(codes()).toEqual([404, 404, 503, 503])
  world.feeds.isComplete = false
  expect(codes()).toEqual([503, 503, 503, 503])
})

it('A135: a node that the cloud has not told its own feed yet takes no writes alone: it registers in the cluster', () => {
  const taken: string[] = []
  const world: ApiWorld = apiWorld({
    rights: 'system:nodes',
    ports: {
      writes: {
        holds: () => false,
        numbers: () => ({ bytes: 0, bytesMax: 0, putOff: 0 }),
        accept: ({ request }, done) => {
          taken.push(request.path)
          world.schedule.spawn().clock.soon(() => done(ok))
        },
      },
    },
  })
  const register = () =>
    world.ask('/api/v1/nodes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify({ metadata: { name: 'n1' } })),
    })
  world.cut(true)
  world.ask('/version')
  world.feeds.isComplete = false
  expect(register().status).toBe(503)
  expect(taken).toEqual([])
  world.feeds.isComplete = true
  expect(register().status).toBe(200)
  expect(taken).toEqual(['/api/v1/nodes'])
})

it('A137: what a kubelet registered alone is said to the cluster once it can be asked, and then never again', () => {
  const world: ApiWorld = apiWorld({
    rights: 'system:nodes',
    ports: {
      writes: {
        holds: () => false,
        numbers: () => ({ bytes: 0, bytesMax: 0, putOff: 0 }),
        accept: (_asked, done) => world.schedule.spawn().clock.soon(() => done(ok)),
      },
    },
  })
  const isThere = () => world.kube.call('GET', '/api/v1/nodes/n1').status === 200
  const heal = () => {
    world.cut(false)
    world.run(20_000)
  }
  const cut = () => {
    world.cut(true)
    world.ask('/version')
    world.run(5_000)
  }
  cut()
  const body = new TextEncoder().encode(JSON.stringify({ metadata: { name: 'n1' } }))
  const headers = { 'content-type': 'application/json' }
  expect(world.ask('/api/v1/nodes', { method: 'POST', headers, body }).status).toBe(200)
  expect(isThere()).toBe(false)
  heal()
  expect(isThere()).toBe(true)
  world.write('DELETE', '/api/v1/nodes/n1')
  cut()
  heal()
  expect(isThere()).toBe(false)
})

const ok = {
  is: 'answer',
  status: 200,
  headers: {},
  content: { value: () => ({}), bytes: () => new Uint8Array() },
} as const
