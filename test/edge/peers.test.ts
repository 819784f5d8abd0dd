// Peers of a site on virtual time: who is heard, who is found dead, who abstains.
import { expect, it } from 'vitest'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'

const names = (n: number) => Array.from({ length: n }, (_, i) => `a-${i + 1}`)

/** A started site of `n` nodes that have met. */
function site(n: number) {
  const world = edgeWorld({ a: names(n) })
  const nodes = names(n).map((name) => world.start(name))
  world.run(10_000)
  return { world, nodes }
}

const tallies = (node: EdgeNode) =>
  Object.fromEntries(node.status().peers.map((peer) => [peer.node, peer.tally]))
const opinions = (node: EdgeNode) =>
  Object.fromEntries(node.status().ballots.map((ballot) => [ballot.subject, ballot.opinion]))

it('E12: peers of a site hear each other and say so in their beats', () => {
  const { world, nodes } = site(3)
  for (const node of nodes) {
    const others = names(3).filter((name) => name !== node.name)
    expect(tallies(node)).toEqual(Object.fromEntries(others.map((name) => [name, 'alive'])))
    const said = world.cloud.beats.filter(({ beat }) => beat.node === node.name)
    const ballots = said.slice(-3).flatMap(({ beat }) => beat.ballots)
    expect(ballots.map(({ subject, opinion }) => [subject, opinion])).toEqual(
      others.map((name) => [name, 'alive']),
    )
  }
})

it('E12: a dead peer is found dead by all the others within ten seconds at pace fast, the living never', () => {
  const { world, nodes } = site(3)
  nodes[2]?.die()
  world.run(10_000)
  for (const node of nodes.slice(0, 2)) {
    expect(tallies(node)['a-3']).toBe('dead')
    expect(opinions(node)['a-3']).toBe('dead')
  }
  expect(tallies(nodes[0] as EdgeNode)['a-2']).toBe('alive')
})

it('E12: a peer whose agent is away but whose kubelet port answers is alive', () => {
  const { world, nodes } = site(3)
  const [, , away] = nodes
  away?.die()
  world.lan.answering.add(`${away?.host}:10250`)
  world.run(20_000)
  expect(tallies(nodes[0] as EdgeNode)['a-3']).toBe('alive')
})

it('E13: an observer that missed its timers abstains, and judges again soon after', () => {
  const { world, nodes } = site(3)
  const [slow, other] = nodes as [EdgeNode, EdgeNode, EdgeNode]
  slow.stall(2_700)
  world.run(3_000)
  expect(new Set(Object.values(opinions(slow)))).toEqual(new Set(['abstain']))
  expect(tallies(other)).toEqual({ 'a-1': 'alive', 'a-3': 'alive' })
  world.run(6_000)
  expect(opinions(slow)).toEqual({ 'a-2': 'alive', 'a-3': 'alive' })
})

it('E13: a node cut off from everybody abstains; the others find it dead, and it finds nobody dead', () => {
  const { world, nodes } = site(3)
  const [lost, other] = nodes as [EdgeNode, EdgeNode, EdgeNode]
  world.lan.cut.add(lost.host)
  lost.wan.up = lost.wan.down = false
  world.run(60_000)
  expect(new Set(Object.values(opinions(lost)))).toEqual(new Set(['abstain']))
  expect(tallies(lost)).toEqual({ 'a-2': 'alive', 'a-3': 'alive' })
  expect(tallies(other)).toEqual({ 'a-1': 'dead', 'a-3': 'alive' })
  world.lan.cut.clear()
  world.run(6_000)
  expect(tallies(other)).toEqual({ 'a-1': 'alive', 'a-3': 'alive' })
})

it('E13: of two nodes the dead one is found dead by its only peer, and of two that are cut nobody is', () => {
  const { world, nodes } = site(2)
  const [first, second] = nodes as [EdgeNode, EdgeNode]
  second.die()
  world.run(12_000)
  expect(tallies(first)).toEqual({ 'a-2': 'dead' })
  const both = site(2)
  for (const node of both.nodes) {
    both.world.lan.cut.add(node.host)
    node.wan.up = node.wan.down = false
  }
  both.world.run(60_000)
  for (const node of both.nodes) expect(Object.values(tallies(node))).toEqual(['alive'])
})

it('E14: in a site larger than the number of observers every node learns who is dead, and that it is back', () => {
  const { world, nodes } = site(12)
  const [dead, ...living] = nodes as [EdgeNode, ...EdgeNode[]]
  expect(living.every((node) => node.status().peers.some((peer) => !peer.observed))).toBe(true)
  world.lan.cut.add(dead.host)
  dead.wan.up = dead.wan.down = false
  world.run(15_000)
  for (const node of living) expect(tallies(node)['a-1']).toBe('dead')
  expect(
    living.flatMap((node) => Object.values(tallies(node))).filter((t) => t === 'dead'),
  ).toHaveLength(11)
  world.lan.cut.clear()
  world.run(15_000)
  for (const node of living) expect(tallies(node)['a-1']).toBe('alive')
})

it('E22: after a restart an observer knows what was settled of its peers, also of those that were born again', () => {
  const { world, nodes } = site(3)
  const [observer, , other] = nodes as [EdgeNode, EdgeNode, EdgeNode]
  other.stop()
  world.run(10_000)
  expect(tallies(observer)['a-3']).toBe('dead')
  observer.restart()
  world.run(100)
  expect(tallies(observer)).toEqual({ 'a-2': 'alive', 'a-3': 'dead' })
  other.again()
  world.run(10_000)
  expect(tallies(observer)['a-3']).toBe('alive')
  other.stop()
  world.run(10_000)
  other.again()
  observer.restart()
  world.run(1_000)
  observer.restart()
  world.run(100)
  expect(tallies(observer)['a-3']).toBe('open')
  world.run(10_000)
  expect(tallies(observer)['a-3']).toBe('alive')
})
