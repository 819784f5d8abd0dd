// What comes in on the LAN: reports are heard only from the broker of their own node.
import { expect, it } from 'vitest'
import { encodeReport } from '../../schemas/report.ts'
import { subjectOf } from '../../schemas/subjects.ts'
import type { Report } from '../../src/health/words.ts'
import { incarnation, nodeId, round } from '../../src/kernel/ids.ts'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'

/** A site of three, and what somebody says on the broker of its second node. */
function intruded() {
  const world = edgeWorld({ a: ['a-1', 'a-2', 'a-3'] })
  const [node, , dead] = ['a-1', 'a-2', 'a-3'].map((name) => world.start(name))
  world.run(10_000)
  const intruder = world.lan.bus('127.77.1.2:1883').connect()
  const say = (as: string, bytes: Uint8Array) =>
    intruder.publish(subjectOf('peer', 'causeway', { site: 'a', node: as, topic: 'report' }), bytes)
  return { world, node: node as EdgeNode, dead: dead as EdgeNode, say }
}

const report = (of: string, more: Partial<Report> = {}): Uint8Array =>
  encodeReport({
    node: nodeId(of),
    incarnation: incarnation(1),
    round: round(5),
    kubelet: 'ok',
    linked: true,
    ballots: [],
    ...more,
  })

it("E16: a report of another node than the broker's own is dropped and counted", () => {
  const { world, node, dead, say } = intruded()
  dead.die()
  for (let i = 0; i < 20; i++) {
    say('a-2', report('a-3'))
    say('a-3', report('a-3'))
    world.run(1_000)
  }
  expect(node.status().peers).toContainEqual({ node: 'a-3', observed: true, tally: 'dead' })
  expect(node.status().refused).toEqual({ 'report of another node': 20 })
})

it('E16: bytes that are no report, and ballots of nodes that observe nobody, are dropped and counted', () => {
  const { world, node, say } = intruded()
  const ballot = {
    observer: nodeId('x'),
    subject: nodeId('a-3'),
    incarnation: incarnation(1),
    since: round(1),
    round: round(9),
    opinion: 'dead' as const,
  }
  say('a-2', new Uint8Array([1, 2, 3]))
  say('a-2', new Uint8Array(300_000))
  say('a-2', report('a-2', { round: round(900), ballots: [ballot] }))
  world.run(100)
  expect(node.status().refused).toEqual({
    'report unreadable': 2,
    'ballot of no assigned observer': 1,
  })
})
