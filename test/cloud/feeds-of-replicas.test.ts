// Feeds that several replicas share, followed by shipped agents, while a replica is killed and comes back.
import { expect, it } from 'vitest'
import type { MirroredObject } from '../../edge/mirror/read-mirror.ts'
import { mirrorDifferences } from '../../sim/checkers/mirrors-equal.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import type { StatusJson } from '../../src/cli/show/status-json.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { startNode } from '../support/edge-world.ts'
import { faultyLog } from '../support/faulty-log.ts'
import { keyring } from '../support/small-cloud.ts'
import { createVirtualLan } from '../support/virtual-lan.ts'

const shards = 8
const placed = ['a', 'b', 'c', 'd', 'e', 'f'].map((site) => ({
  node: nodeId(`${site}-1`),
  site: siteId(site),
}))
const inDefault = (resource: string) => `/api/v1/namespaces/default/${resource}`

/** Two replicas, sites of one node each with a shipped agent, and a pod on each node that refers to a ConfigMap. */
function world() {
  const logs = Array.from({ length: shards }, faultyLog)
  const all = cloudWorld({ shards }, true, logs)
  all.run(1_500)
  const two = all.begin('two', logs)
  const { clock } = all.schedule.spawn()
  const lan = createVirtualLan(clock)
  const ground = { schedule: all.schedule, clock, lan, connect: all.bus.connect }
  const agents = placed.map(({ node, site }, at) => {
    all.addNode(node, site)
    const host = `127.77.1.${at + 1}`
    return startNode(ground, {
      name: node,
      host,
      pace: 'fast',
      change: { shards },
      keys: keyring(),
    })
  })
  const make = (resource: string, object: object) =>
    all.kube.call('POST', inDefault(resource), { apiVersion: 'v1', ...object })
  const service = (name: string) =>
    make('services', { kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }] } })
  service('first')
  for (const { node } of placed) {
    make('configmaps', { kind: 'ConfigMap', metadata: { name: node }, data: { of: node } })
    const volumes = [{ name: 'settings', configMap: { name: node } }]
    const spec = { nodeName: node, containers: [{ name: 'c', image: 'i' }], volumes }
    make('pods', { kind: 'Pod', metadata: { name: node }, spec })
  }
  all.run(8_000)
  const stored = (at: number) => {
    const box: { found: readonly MirroredObject[] } = { found: [] }
    agents[at]?.edge.objects((objects) => {
      if (isFault(objects)) throw objects
      box.found = objects
    })
    all.run(10)
    return box.found
  }
  const differences = () =>
    placed.flatMap((of, at) =>
      mirrorDifferences(all.kube.server, of, placed, stored(at)).map(
        (text) => `${of.node} ${text}`,
      ),
    )
  const epochs = () =>
    agents.map((agent) =>
      Object.fromEntries(agent.status().mirror.map((one) => [one.scope, one.epoch])),
    )
  const status = (of: typeof two) => of.ask('GET', '/v1/status').json() as StatusJson
  return { ...all, logs, two, agents, service, stored, differences, epochs, status }
}

/** The scopes whose epoch is another. */
const renewed = (
  before: readonly Readonly<Record<string, number>>[],
  after: readonly Readonly<Record<string, number>>[],
) =>
  new Set(
    after.flatMap((epochs, at) =>
      Object.keys(epochs).filter((scope) => epochs[scope] !== before[at]?.[scope]),
    ),
  )

it('D32: after a replica was killed the other owns its feeds, and mirrors hold what Kubernetes has; so they do when it is back', () => {
  const all = world()
  expect(all.differences()).toEqual([])
  const { owned } = all.status(all.two).cloud['shards'] as { owned: number }
  expect(owned).toBeGreaterThan(0)
  expect(owned).toBeLessThan(shards)
  const told = [all.one, all.two].map((of) => all.status(of).nodes.map(({ feeds }) => feeds))
  for (const feeds of told) {
    // Of a node whose feeds have two owners neither knows that all is there.
    expect(feeds).toContain(undefined)
    for (const one of feeds) expect([undefined, { current: true, behind: 0 }]).toContainEqual(one)
  }
  const before = all.epochs()

  all.two.kill()
  all.service('second')
  all.kube.call('DELETE', `${inDefault('services')}/first`)
  for (const { node } of placed)
    all.kube.call('PUT', `${inDefault('configmaps')}/${node}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: node },
      data: { of: 'a replica that was killed' },
    })
  all.run(10_000)
  expect(all.differences()).toEqual([])
  const alone = all.epochs()
  const moved = renewed(before, alone)
  expect(moved.size).toBeGreaterThan(0)
  expect(moved.size).toBeLessThan(1 + 2 * placed.length)
  const { nodes } = all.status(all.one)
  expect(nodes.map(({ feeds }) => feeds)).toEqual(placed.map(() => ({ current: true, behind: 0 })))

  // Back without Kubernetes, the replica has nothing but what it stored before all that.
  all.kube.setSilent(true)
  all.two.start()
  all.run(5_000)
  expect((all.status(all.two).cloud['shards'] as { owned: number }).owned).toBeGreaterThan(0)
  expect(all.differences()).toEqual([])
  all.kube.setSilent(false)
  all.run(15_000)
  expect(renewed(alone, all.epochs()).size).toBeGreaterThan(0)
  expect(all.differences()).toEqual([])
})

it('C34: while the logs do not answer feeds are kept and not served, and they go on in their epochs', () => {
  const all = world()
  all.two.stop()
  all.run(5_000)
  expect(all.differences()).toEqual([])
  const before = all.epochs()
  for (const log of all.logs) log.silent = true
  all.run(8_000)
  expect((all.status(all.one).cloud['shards'] as { owned: number }).owned).toBe(0)
  all.kube.call('DELETE', `${inDefault('services')}/first`)
  all.service('second')
  all.run(3_000)
  for (const log of all.logs) log.silent = false
  all.run(8_000)
  expect((all.status(all.one).cloud['shards'] as { owned: number }).owned).toBe(shards)
  expect(all.differences()).toEqual([])
  expect(renewed(before, all.epochs())).toEqual(new Set())
})
