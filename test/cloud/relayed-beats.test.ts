// Beats that come inside a peer's: whose they are, how often they count, and what people see of them.
import { expect, it } from 'vitest'
import { incarnation, nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'

interface Line {
  readonly node: string
  readonly link: string
  readonly path: string
  readonly verdict: string
  readonly lag: number
  readonly incarnation: number
}

/** Three healthy nodes, of which the first falls silent. */
function oneSilent() {
  const world = cloudWorld()
  const names = ['a-1', 'a-2', 'a-3'] as const
  const kubelets = names.map((name) => world.addNode(name, 'a'))
  const agents = names.map((name) => world.addAgent(name))
  for (const [i, agent] of agents.entries())
    for (const peer of names) if (peer !== names[i]) agent.say(peer, 'alive')
  world.run(6_000)
  const [a1, a2, a3] = agents
  if (!a1 || !a2 || !a3) throw new Error('three agents')
  a1.stop()
  kubelets[0]?.stop()
  const status = () =>
    world.ask('GET', '/v1/status').json() as {
      cloud: { refused: Record<string, number> }
      nodes: readonly Line[]
    }
  const line = () => status().nodes.find(({ node }) => node === 'a-1') as Line
  /** For so long a peer relays a fresh beat with each of its own. */
  const relay = (ms: number) => {
    for (let at = 0; at < ms; at += 500) {
      a2.self.riders.push(a1.signedBeat())
      world.run(500)
    }
  }
  return { ...world, a1, a2, a3, line, relay, refused: () => status().cloud.refused }
}

it('C25: a relayed beat is answered, does not hear the node, and keeps it from failing while it is fresh', () => {
  const { a1, a2, a3, run, line, relay } = oneSilent()
  for (const peer of [a2, a3]) peer.say('a-1', 'dead')
  const echoes = a1.heard.length
  relay(10_000)
  expect(line()).toMatchObject({ verdict: 'isolated', link: 'relayed', path: 'peer:a-2' })
  expect(a1.heard.slice(echoes).filter(({ kind }) => kind === 'echo').length).toBeGreaterThan(15)
  run(8_000)
  expect(line()).toMatchObject({ verdict: 'failed', link: 'alone', path: 'none' })
  relay(3_000)
  expect(a1.heard.some(({ kind }) => kind === 'rebirth')).toBe(true)
  expect(line()).toMatchObject({ incarnation: 2, link: 'relayed' })
})

it('C25: one that its node did not sign, or that came before, or is the relay’s own, counts for nothing', () => {
  const { a1, a2, a3, run, line, relay, refused } = oneSilent()
  relay(3_000)
  const old = a1.signedBeat()
  relay(1_000)
  run(4_000)
  expect(line().link).toBe('alone')
  const forged = a3.signedBeat({ node: nodeId('a-1'), incarnation: incarnation(9) }, 'node/a-1')
  const stolen = a3.signedBeat({ node: nodeId('a-1'), incarnation: incarnation(9) })
  const stranger = a1.signedBeat({}, 'node/nobody')
  const own = a2.signedBeat()
  a2.self.riders.push(forged, stolen, stranger, own, old, new Uint8Array([1, 2]))
  run(600)
  expect(line()).toMatchObject({ link: 'alone', path: 'none', incarnation: 1 })
  expect(refused()).toEqual({
    'relayed beat refused': 3,
    'relayed beat under another name': 2,
    'relayed beat again': 1,
  })
  a2.self.riders.push(a1.signedBeat())
  run(600)
  expect(line().link).toBe('relayed')
})

it('C26: status and why say through whom a node is reached, and its lag goes on being known', () => {
  const { a1, ask, line, relay, run } = oneSilent()
  relay(6_000)
  a1.keep({ kind: 'kubelet-changed', node: nodeId('a-1'), kubelet: 'ok' })
  relay(1_000)
  expect(line()).toMatchObject({ link: 'relayed', path: 'peer:a-2', verdict: 'isolated' })
  expect(line().lag).toBe(0)
  const why = (ask('GET', '/v1/why/node/a-1').json() as { lines: readonly string[] }).lines
  expect(why).toContain('now: its beats come through a-2')
  a1.start()
  run(1_500)
  expect(line()).toMatchObject({ link: 'linked', path: 'nats', verdict: 'healthy' })
})
