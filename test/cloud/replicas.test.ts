// Several replicas of the cloud over one bus and its logs, on virtual time.
import { describe, expect, it } from 'vitest'
import { leaseSeen } from '../../cloud/lease-renewal.ts'
import { leasePath, nodePath } from '../../cloud/kube-paths.ts'
import { conditionOf } from '../../cloud/node-conditions.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { LogLost } from '../../src/kernel/log-facts.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { faultyLog } from '../support/faulty-log.ts'

const shards = 8

interface Line {
  readonly node: string
  readonly site: string
  readonly verdict: string
}

interface Status {
  readonly cloud: {
    readonly replicas: readonly string[]
    readonly shards: { readonly owned: number; readonly all: number }
    readonly holder: boolean
  }
  readonly nodes: readonly Line[]
}

/** Sites of three nodes each with agents, and two replicas. */
function world() {
  const logs = Array.from({ length: shards }, faultyLog)
  const all = cloudWorld({ shards, replica: 'one' }, true, logs)
  all.run(1_500)
  const two = all.begin('two', logs)
  const sites = ['a', 'b', 'c', 'd']
  const names = sites.flatMap((site) => [1, 2, 3].map((i) => ({ site, name: `${site}-${i}` })))
  const kubelets = new Map(names.map(({ name, site }) => [name, all.addNode(name, site)]))
  const agents = new Map(names.map(({ name }) => [name, all.addAgent(name)]))
  for (const { name, site } of names)
    for (const peer of names)
      if (peer.site === site && peer.name !== name) agents.get(name)?.say(peer.name, 'alive')
  all.run(6_000)
  const replicas = { one: all.one, two }
  const status = (of: keyof typeof replicas) =>
    replicas[of].ask('GET', '/v1/status').json() as Status
  const verdicts = (of: keyof typeof replicas) =>
    Object.fromEntries(status(of).nodes.map(({ node, verdict }) => [node, verdict]))
  const vanish = (name: string) => {
    kubelets.get(name)?.stop()
    agents.get(name)?.stop()
  }
  const owned = () => [status('one').cloud.shards.owned, status('two').cloud.shards.owned]
  const readyOf = (name: string) =>
    conditionOf(all.kube.call('GET', nodePath(nodeId(name))), 'Ready')?.status
  return {
    ...all,
    ...replicas,
    logs,
    names,
    agents,
    kubelets,
    status,
    verdicts,
    vanish,
    owned,
    readyOf,
  }
}

const healthy = (of: Readonly<Record<string, string>>) =>
  Object.values(of).filter((verdict) => verdict === 'healthy').length

/** Whom replica `one` does not decide about. */
function ofTwo(all: ReturnType<typeof world>): string {
  for (const { name } of all.names) {
    const answer = all.one.ask('POST', '/v1/declare', { node: name, verdict: 'healthy', by: 'me' })
    if (answer.status === 503) return name
  }
  throw new Error('one decides about everybody')
}

describe('replicas', () => {
  it('L7: two replicas share the shards, and both know every verdict', () => {
    const all = world()
    const [one = 0, two = 0] = all.owned()
    expect(one + two).toBe(shards)
    expect(Math.min(one, two)).toBeGreaterThan(0)
    expect(all.status('one').cloud.replicas).toEqual(['one', 'two'])
    expect([healthy(all.verdicts('one')), healthy(all.verdicts('two'))]).toEqual([12, 12])
  })

  it('L7: a killed replica’s shards have another owner within three seconds, which judges and takes facts at once', () => {
    const all = world()
    all.two.kill()
    all.run(2_900)
    expect(all.status('one').cloud.shards.owned).toBe(shards)
    for (const { name, site } of all.names)
      if (name.endsWith('-3')) {
        all.vanish(name)
        for (const i of [1, 2]) all.agents.get(`${site}-${i}`)?.say(name, 'dead')
      }
    all.run(5_000)
    const verdicts = all.verdicts('one')
    for (const { name } of all.names)
      expect([name, verdicts[name]]).toEqual([name, name.endsWith('-3') ? 'failed' : 'healthy'])
  })

  it('L7: a replica that is stopped hands its shards on at once, and takes its share again when it is back', () => {
    const all = world()
    all.two.stop()
    all.run(200)
    expect(all.status('one').cloud.shards.owned).toBe(shards)
    all.two.start()
    all.run(5_000)
    const [one = 0, two = 0] = all.owned()
    expect(one + two).toBe(shards)
    expect(two).toBeGreaterThan(0)
  })

  it('L8: a node that changes its site is handed over with its verdict and how far its journal was taken', () => {
    const all = world()
    const node = ofTwo(all)
    const site = all.names.find(({ name }) => name === node)?.site
    const ofOne = all.names.find(({ name, site: other }) => {
      const { status } = all.one.ask('POST', '/v1/declare', {
        node: name,
        verdict: 'healthy',
        by: 'x',
      })
      return other !== site && status === 200
    })
    if (ofOne === undefined) throw new Error('one decides about nobody')
    const noted = (text: string) =>
      all.agents
        .get(node)
        ?.keep({ kind: 'kubelet-changed', node: nodeId(node), kubelet: 'ok', ...{ text } })
    for (let i = 0; i < 5; i++) noted(`before ${i}`)
    all.run(2_000)
    const path = nodePath(nodeId(node))
    const patch = { metadata: { labels: { 'causeway.io/site': ofOne.site } } }
    all.kube.server.call('PATCH', path, patch, { 'content-type': 'application/merge-patch+json' })
    all.run(3_000)
    for (let i = 0; i < 5; i++) noted(`after ${i}`)
    all.run(5_000)
    for (const replica of ['one', 'two'] as const) {
      const line = all.status(replica).nodes.find((each) => each.node === node)
      expect(line).toMatchObject({ site: ofOne.site, verdict: 'healthy' })
      const events = all[replica]
        .ask('GET', '/v1/events?kind=kubelet-changed')
        .text.trim()
        .split('\n')
      const of = events.map(
        (text) => JSON.parse(text) as { key: string; cloudevent: { id: string } },
      )
      const ids = of
        .filter(({ key }) => key === `node/${node}`)
        .map(({ cloudevent }) => cloudevent.id)
      expect(ids).toHaveLength(10)
      expect(new Set(ids).size).toBe(10)
    }
    expect(all.one.ask('POST', '/v1/declare', { node, verdict: 'healthy', by: 'x' }).status).toBe(
      200,
    )
  })

  it('L9: a replica without its bus judges nobody and goes on holding; the other one decides', () => {
    const all = world()
    const holder = all.status('one').cloud.holder ? all.one : all.two
    const other = holder === all.one ? 'two' : 'one'
    holder.cut(true)
    all.run(4_000)
    expect(all.status(other).cloud.shards.owned).toBe(shards)
    expect(all.status(other).cloud.holder).toBe(false)
    for (const { name } of all.names) all.kubelets.get(name)?.stop()
    all.run(15_000)
    const lease = leaseSeen(all.kube.call('GET', leasePath(nodeId('a-1'))))
    expect(1_763_632_800_000 + all.schedule.now() - (lease?.renewMicros ?? 0) / 1_000).toBeLessThan(
      4_000,
    )
    expect(all.readyOf('a-1')).toBe('True')
    expect([healthy(all.verdicts('one')), healthy(all.verdicts('two'))]).toEqual([12, 12])
  })

  it('L9: the right to hold moves with a killed holder before any Lease is over', () => {
    const all = world()
    const holder = all.status('one').cloud.holder ? all.one : all.two
    for (const { name } of all.names) all.kubelets.get(name)?.stop()
    all.run(4_000)
    holder.kill()
    for (let i = 0; i < 10; i++) {
      all.run(1_000)
      for (const { name } of all.names) expect(all.readyOf(name)).toBe('True')
    }
  })

  it('L4, L18: when the bus loses its logs, all is current again, and one fact of each replica that tells them again says which', () => {
    const all = world()
    for (const log of all.logs) log.lose()
    all.run(8_000)
    const [one = 0, two = 0] = all.owned()
    expect(one + two).toBe(shards)
    expect([healthy(all.verdicts('one')), healthy(all.verdicts('two'))]).toEqual([12, 12])
    for (const replica of ['one', 'two'] as const) {
      const told = all[replica].ask('GET', '/v1/events?kind=log-lost').text.trim().split('\n')
      const facts = told.map((line) => JSON.parse(line) as { cloudevent: { data: LogLost } })
      const lost = facts.flatMap(({ cloudevent }) => cloudevent.data.lost)
      expect(facts.map(({ cloudevent }) => cloudevent.data.replica).toSorted()).toEqual([
        'one',
        'two',
      ])
      expect(new Set(lost.map(({ shard }) => shard)).size).toBe(shards)
      expect(lost).toHaveLength(shards)
    }
    const late = all.begin('three', all.logs)
    all.run(3_000)
    const { nodes } = late.ask('GET', '/v1/status').json() as Status
    expect(nodes.filter(({ verdict }) => verdict === 'healthy')).toHaveLength(12)
  })

  it('L11: where the bus keeps no logs, a replica is alone and its own journal is the log', () => {
    const all = cloudWorld({ shards }, true, [])
    all.addNode('a-1', 'a')
    all.addAgent('a-1')
    all.run(5_000)
    const { cloud, nodes } = all.ask('GET', '/v1/status').json() as Status
    expect(cloud).toMatchObject({ replicas: ['one'], shards: { owned: shards, all: shards } })
    expect(nodes).toMatchObject([{ node: 'a-1', verdict: 'healthy' }])
    expect(all.said.filter((line) => line.includes('the bus keeps no logs'))).toHaveLength(1)
  })

  it('W45: every replica tells the past, also of what another one decided', () => {
    const all = world()
    const now = new Date(1_763_632_800_000 + all.schedule.now() - 1_000).toISOString()
    for (const replica of ['one', 'two'] as const) {
      const { nodes } = all[replica].ask('GET', `/v1/state?at=${now}`).json() as Status
      expect(nodes.map(({ node, verdict }) => [node, verdict])).toEqual(
        all.names.map(({ name }) => [name, 'healthy']),
      )
    }
  })

  it('L12: a declaration at a replica that does not decide about the node says whom to ask', () => {
    const all = world()
    const node = ofTwo(all)
    const answer = all.one.ask('POST', '/v1/declare', { node, verdict: 'failed', by: 'me' })
    expect(answer.text).toContain('ask it: --cloud 127.0.0.1:7070')
    expect(all.verdicts('two')[node]).toBe('healthy')
  })

  it('L6: a word of a replica that another key signed is refused and counted', () => {
    const all = world()
    all.wan.publish('cw.causeway.cloud.three.here', new Uint8Array([1, 2, 3]))
    all.run(100)
    const { cloud } = all.ask('GET', '/v1/status').json() as { cloud: { refused: object } }
    expect(cloud.refused).toEqual({ 'word of a replica refused': 1 })
    expect(all.status('one').cloud.replicas).toEqual(['one', 'two'])
  })
})
