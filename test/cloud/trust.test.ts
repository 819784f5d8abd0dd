// The cloud with a list of trusted keys, on virtual time.
import { expect, it } from 'vitest'
import { sealSigned } from '../../schemas/signed.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import { encodeSyncAsk } from '../../schemas/sync-ask.ts'
import type { TrustedKeys } from '../../src/identity/trust.ts'
import { toHex } from '../../src/kernel/hex.ts'
import { nodeId, type NodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'

function trusting() {
  const trust = new Map<NodeId, TrustedKeys>()
  const world = cloudWorld({ trust })
  const add = (name: string) => {
    world.addNode(name, 'a')
    return world.addAgent(name)
  }
  type Agent = ReturnType<typeof add>
  const list = (name: string, { self }: Agent) => {
    const { sign, seal } = self.keys.publicKeys
    trust.set(nodeId(name), { sign: toHex(sign), seal: toHex(seal) })
  }
  const keyFacts = () =>
    world
      .ask('GET', '/v1/events')
      .text.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; key: string })
      .filter(({ kind }) => kind.startsWith('key-') || kind === 'node-introduced')
      .map(({ kind, key }) => `${kind} ${key}`)
  const applied = ({ heard }: Agent) => heard.filter((down) => down.kind === 'applied').length
  const keep = (name: string, agent: Agent) =>
    agent.keep({ kind: 'kubelet-changed', node: nodeId(name), kubelet: 'ok' })
  return { ...world, trust, add, list, keyFacts, applied, keep }
}

it('C32: only listed nodes are pinned, answered and taken facts from; others are refused, once', () => {
  const { run, add, list, keyFacts, applied, keep } = trusting()
  const [a1, a2] = [add('a-1'), add('a-2')]
  list('a-1', a1)
  run(10_000)
  keep('a-1', a1)
  keep('a-2', a2)
  run(5_000)
  expect(keyFacts().toSorted()).toEqual(['key-refused node/a-2', 'node-introduced node/a-1'])
  expect(applied(a1)).toBeGreaterThan(0)
  expect(a2.heard).toEqual([])
  const assigned = a1.heard.findLast((down) => down.kind === 'assignment')
  expect(assigned?.assignment.members.map(({ node }) => node)).toEqual(['a-1'])
  list('a-2', a2)
  run(5_000)
  expect(keyFacts()).toContain('node-introduced node/a-2')
  expect(applied(a2)).toBeGreaterThan(0)
})

it('C32: who uses the name of a listed node with another key is refused, also while the node is silent', () => {
  const { run, add, addAgent, list, keyFacts, applied } = trusting()
  const a1 = add('a-1')
  list('a-1', a1)
  run(5_000)
  a1.stop()
  const impostor = addAgent('a-1')
  run(20_000)
  expect(keyFacts()).toEqual(['node-introduced node/a-1', 'key-refused node/a-1'])
  expect(applied(impostor)).toBe(0)
})

it('C32: a pinned key that is listed no longer is trusted no longer', () => {
  const { run, add, list, trust, applied, keep } = trusting()
  const a1 = add('a-1')
  list('a-1', a1)
  run(5_000)
  expect(applied(a1)).toBeGreaterThan(0)
  trust.delete(nodeId('a-1'))
  const before = a1.heard.length
  keep('a-1', a1)
  run(10_000)
  expect(a1.heard.length).toBe(before)
})

it('C32: who is pinned and listed no longer is told nothing of feeds and gets no answer about them; listed again it does', () => {
  const { run, add, list, trust, ask, config, wan } = trusting()
  const a1 = add('a-1')
  const node = nodeId('a-1')
  list('a-1', a1)
  a1.self.feeds = [0, 0, 0].map(() => ({ seq: 0, mark: 0 }))
  const question = (ask: number) => {
    const page = { kind: 'page', after: 0 } as const
    const bytes = encodeSyncAsk({ node, ask, scope: 'all', epoch: 0, what: page })
    const signed = sealSigned({ context: 'sync', signer: 'node/a-1' }, bytes, a1.self.keys.sign)
    wan.publish(subjectOf('sync', config.cluster, { shard: '0', node: 'a-1' }), signed)
    run(2_000)
  }
  const told = () => {
    const kinds = a1.heard.map(({ kind }) => kind)
    return { head: kinds.includes('feed-head'), answer: kinds.includes('sync-answered') }
  }
  run(5_000)
  question(1)
  expect(told()).toEqual({ head: true, answer: true })
  trust.delete(node)
  a1.heard.length = 0
  question(2)
  run(20_000)
  expect(a1.heard).toEqual([])
  const { cloud } = ask('GET', '/v1/status').json() as { cloud: { refused: object } }
  expect(cloud.refused).toMatchObject({ 'question of a stranger': 1 })
  list('a-1', a1)
  question(3)
  expect(told()).toEqual({ head: true, answer: true })
})
