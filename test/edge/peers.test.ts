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
