// Further kinds from Kubernetes to the nodes, on virtual time: told, limited to namespaces, missing, gone, given up.
import { expect, it } from 'vitest'
import { localApis } from '../../edge/api/config.ts'
import type { EdgeConfig } from '../../edge/config.ts'
import { checkConfig } from '../../cloud/config.ts'
import { furtherKindIn } from '../../src/mirror/further-kind.ts'
import type { FurtherKind } from '../../src/mirror/further-kind.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { definitionsPath, device, deviceDefinition, devicesPath } from '../support/devices.ts'
import { startNode } from '../support/edge-world.ts'
import { keyring } from '../support/small-cloud.ts'
import { createVirtualLan } from '../support/virtual-lan.ts'

const policies = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies'
const policy = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name },
  spec: { podSelector: {} },
})

/** A cloud with these further kinds, which may change while it is down, and one node with its shipped agent. */
function world(change: Partial<EdgeConfig>, ...texts: readonly string[]) {
  const further: FurtherKind[] = []
  const give = (...kinds: readonly string[]): void => {
    further.splice(0, further.length, ...kinds.flatMap((text) => furtherKindIn(text) ?? []))
  }
  give(...texts)
  const all = cloudWorld({ feeds: { further } })
  const { clock } = all.schedule.spawn()
  const ground = { schedule: all.schedule, clock, lan: createVirtualLan(clock) }
  all.addNode('a-1', 'site-a')
  const agent = startNode(
    { ...ground, connect: all.bus.connect },
    {
      name: 'a-1',
      host: '127.77.1.1',
      pace: 'fast',
      change: { shards: 1, ...change },
      keys: keyring(),
    },
  )
  const stored = (kind: string): readonly KubeObject[] => {
    const box: { found: readonly KubeObject[] } = { found: [] }
    agent.edge.objects((objects) => {
      if (isFault(objects)) throw objects
      box.found = objects.map(({ object }) => object).filter((one) => one.kind === kind)
    })
    all.run(10)
    return box.found
  }
  const names = (kind: string): readonly string[] =>
    stored(kind).map(({ metadata: { namespace = '', name } }) => `${namespace}/${name}`)
  const saidOf = (what: string) => all.said.filter((line) => line.includes(what))
  /** Of which resources the node was told live from now on. */
  const toldLive = (): (() => readonly string[]) => {
    const from = agent.messages.length
    return () =>
      agent.messages
        .slice(from)
        .flatMap(
          ({ message: { subject } }) =>
            /\.(kinds|devices|networkpolicies)\./.exec(subject)?.[1] ?? [],
        )
  }
  /** The status and the names of a list at the node's API. */
  const list = (path: string, token: string): string => {
    const told = { status: 0, text: '' }
    const headers = { authorization: `Bearer ${token}` }
    agent.apiAs(undefined).request(
      { method: 'GET', path, headers, body: new Uint8Array() },
      {
        head: (status) => (told.status = status),
        chunk: (bytes) => (told.text += new TextDecoder().decode(bytes)),
        end: () => undefined,
      },
    )
    all.run(2_000)
    const { items = [] } = JSON.parse(told.text) as { readonly items?: readonly KubeObject[] }
    return [told.status, ...items.map(({ metadata }) => metadata.name)].join(' ')
  }
  return { ...all, agent, list, give, stored, names, saidOf, toldLive }
}

const specOf = (objects: readonly KubeObject[]) => objects[0]?.['spec']

it('D48, D49: a kind that Kubernetes has goes to every node with its names, a built-in one and one of a definition', () => {
  const all = world({}, 'networkpolicies.networking.k8s.io', 'devices.example.com')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(500)
  all.kube.call('POST', devicesPath(), device('d1'))
  all.kube.call('POST', policies, policy('closed'))
  all.run(8_000)
  expect(all.names('NetworkPolicy')).toEqual(['default/closed'])
  expect(all.names('Device')).toEqual(['default/d1'])
  const told = all.stored('Kind')
  expect(told.map(({ metadata }) => metadata.name)).toEqual([
    'devices.example.com',
    'networkpolicies.networking.k8s.io',
  ])
  expect(specOf(told)).toMatchObject({
    kind: 'Device',
    namespaced: true,
    shortNames: ['dev'],
    columns: [{ name: 'Model' }],
  })
  all.kube.call('POST', devicesPath(), device('d2'))
  all.kube.call('DELETE', `${devicesPath()}/d1`)
  all.run(2_000)
  expect(all.names('Device')).toEqual(['default/d2'])
})

it('D50: of a kind with namespaces nodes get the objects of those alone', () => {
  const all = world({}, 'devices.example.com:shop')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  for (const name of ['shop', 'bank'])
    all.kube.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })
  for (const namespace of ['shop', 'bank', 'default'])
    all.kube.call('POST', devicesPath(namespace), device('d'))
  all.run(8_000)
  expect(all.names('Device')).toEqual(['shop/d'])
  all.kube.call('POST', devicesPath('shop'), device('e'))
  all.kube.call('POST', devicesPath('bank'), device('e'))
  all.run(2_000)
  expect(all.names('Device')).toEqual(['shop/d', 'shop/e'])
  expect(all.kube.asked).not.toContain('GET /apis/example.com/v1/devices')
})

it('D51: a kind that Kubernetes does not know is told of and looked for again; all else goes on meanwhile', () => {
  const all = world(
    {},
    'devices.example.com',
    'tokenreviews.authentication.k8s.io',
    'limitranges/v9',
    'namespaces:shop',
  )
  all.run(8_000)
  expect(all.agent.status().mirror.every(({ complete }) => complete)).toBe(true)
  const said = all.saidOf('does not have a further kind').toSorted()
  expect(said).toHaveLength(4)
  expect(said[0]).toMatch(/devices\.example\.com.*no group example\.com.*install it, or correct/)
  expect(said[1]).toMatch(/no limitranges in v9/)
  expect(said[2]).toMatch(/namespaces cannot be mirrored so: it lives in no namespaces/)
  expect(said[3]).toMatch(/tokenreviews.*it has no get, list, watch/)
  const live = all.toldLive()
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(1_000)
  all.kube.call('POST', devicesPath(), device('d1'))
  all.run(10_000)
  expect(all.names('Device')).toEqual(['default/d1'])
  expect(live(), 'its objects first').toEqual(['devices', 'kinds'])
  expect(all.saidOf('a further kind is mirrored')).toHaveLength(1)
})

it('D51: a definition that goes takes its objects off the nodes, one that changes is told anew, and it may come back', () => {
  const all = world({}, 'devices.example.com')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(500)
  all.kube.call('POST', devicesPath(), device('d1'))
  all.run(8_000)
  const { metadata } = all.kube.call('GET', `${definitionsPath}/devices.example.com`)
  const { resourceVersion } = metadata
  const changed = deviceDefinition('Maker')
  all.kube.call('PUT', `${definitionsPath}/devices.example.com`, {
    ...changed,
    metadata: { ...changed.metadata, resourceVersion },
  })
  all.run(40_000)
  expect(specOf(all.stored('Kind'))).toMatchObject({ columns: [{ name: 'Maker' }] })
  all.kube.call('DELETE', `${definitionsPath}/devices.example.com`)
  all.run(60_000)
  expect(all.names('Device')).toEqual([])
  expect(all.stored('Kind')).toEqual([])
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(1_000)
  all.kube.call('POST', devicesPath(), device('d2'))
  all.run(20_000)
  expect(all.names('Device')).toEqual(['default/d2'])
})

it('D52: a kind that is configured no more leaves the nodes, and what tells of it first; others stay', () => {
  const all = world({}, 'devices.example.com', 'networkpolicies.networking.k8s.io')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(500)
  all.kube.call('POST', devicesPath(), device('d1'))
  all.kube.call('POST', policies, policy('closed'))
  all.run(8_000)
  const before = all.agent.status().mirror.map(({ epoch }) => epoch)
  all.stop()
  all.give('devices.example.com')
  const live = all.toldLive()
  all.start()
  all.run(8_000)
  expect(all.names('NetworkPolicy')).toEqual([])
  expect(all.names('Device')).toEqual(['default/d1'])
  expect(all.stored('Kind')).toHaveLength(1)
  expect(live()).toEqual(['kinds', 'networkpolicies'])
  expect(all.agent.status().mirror.map(({ epoch }) => epoch)).toEqual(before)
})

it('D53: what nodes have of a kind stays while the kind cannot be read, and no other feed waits for it', () => {
  const all = world({}, 'devices.example.com')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  all.run(500)
  for (const name of ['d1', 'd2']) all.kube.call('POST', devicesPath(), device(name))
  all.run(8_000)
  all.stop()
  all.kube.refuse((path) => path.startsWith('/apis/example.com/v1/devices'))
  all.kube.call('DELETE', `${devicesPath()}/d1`)
  all.start()
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'new' } }
  all.kube.call('POST', '/api/v1/namespaces/default/services', {
    ...service,
    spec: { ports: [{ port: 80 }] },
  })
  all.run(10_000)
  expect(all.names('Service')).toContain('default/new')
  expect(all.names('Device')).toEqual(['default/d1', 'default/d2'])
  expect(all.saidOf('a further kind cannot be read')[0]).toMatch(/expected 200, came 403/)
  all.kube.refuse(() => false)
  all.run(10_000)
  expect(all.names('Device')).toEqual(['default/d2'])
})

it('C23: further kinds that nodes may not have, or that are given twice, are refused before anything starts', () => {
  const { config } = cloudWorld()
  const of = (...texts: readonly string[]) => ({
    ...config,
    feeds: { further: texts.flatMap((text) => furtherKindIn(text) ?? []) },
  })
  expect(checkConfig(of('secrets'))?.message).toMatch(/expected a kind .*got secrets: every node/)
  expect(checkConfig(of('jobs.batch', 'jobs.batch/v1'))?.message).toMatch(/got jobs.batch twice/)
  expect(checkConfig(of('jobs.batch'))).toBeUndefined()
})

it('A86: who may read a further kind on a node is whom Kubernetes lets, also when the node is cut off', () => {
  const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10550 } }
  const all = world({ api }, 'devices.example.com')
  all.kube.call('POST', definitionsPath, deviceDefinition())
  // The small Kubernetes lets the accounts of its controllers do everything, and all others nothing.
  const accounts = ['kube-system/reader', 'kube-system/late', 'default/other']
  const tokens = accounts.map((account) => {
    const [namespace = '', name = ''] = account.split('/')
    const path = `/api/v1/namespaces/${namespace}`
    const spec = {
      nodeName: 'a-1',
      serviceAccountName: name,
      containers: [{ name: 'c', image: 'i' }],
    }
    const of = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name } })
    all.kube.call('POST', `${path}/serviceaccounts`, of('ServiceAccount'))
    all.kube.call('POST', `${path}/pods`, { ...of('Pod'), spec })
    const { status } = all.kube.call('POST', `${path}/serviceaccounts/${name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3_600 },
    })
    return (status as { readonly token: string }).token
  })
  all.kube.call('POST', devicesPath(), device('d1'))
  all.run(15_000)
  const [reader = '', late = '', other = ''] = tokens
  const list = (token: string) => all.list(devicesPath(), token)
  expect([list(reader), list(other)]).toEqual(['200 d1', '403'])
  all.agent.wan.up = all.agent.wan.down = false
  all.run(20_000)
  expect([list(reader), list(other), list(late)]).toEqual(['200 d1', '403', '403'])
})
