// Nodes whose way to the mainland is cut, in simulated worlds: what they write arrives through a peer, once.
import { expect, it } from 'vitest'
import { takenFact } from '../../bus/up/taken.ts'
import type { MirroredObject } from '../../edge/mirror/read-mirror.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import { identityOf } from '../../schemas/envelope.ts'
import { mirrorDifferences } from '../../sim/checkers/mirrors-equal.ts'
import type { World } from '../../sim/world.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1, a2, a3, b1, b2 } = nodes
const silently = { direction: 'both', peers: false, reset: false } as const

const pathOf = (world: World, node: NodeId) =>
  world.view.processes.edges.get(node)?.edge()?.status()?.path

/** A node writes facts of its own, as if so much had happened to it. */
function write(world: World, node: NodeId, count: number): void {
  const journal = world.view.processes.edges.get(node)?.edge()?.journal()
  const fact = { kind: 'kubelet-changed', node, kubelet: 'ok' } as const
  const draft = factToDraft(fact, { wallMs: wallMs(0), counter: 0 })
  journal?.append(
    Array.from({ length: count }, () => draft),
    () => {},
  )
}

/** The facts of a node that the cloud has not taken, by the ledger of what was acknowledged to anyone. */
function missing(world: World, node: NodeId): readonly string[] {
  const { ledger } = world.view
  const taken = new Set(
    ledger.of('cloud/0').flatMap(({ stored }) => {
      const fact = takenFact(stored)
      return fact === undefined ? [] : [identityOf(fact)]
    }),
  )
  const own = ledger.of(`node/${node}`).map(({ envelope }) => identityOf(envelope))
  return own.filter((identity) => !taken.has(identity))
}

const verdictsOf = (world: World, node: NodeId): readonly string[] =>
  world.trace
    .lines()
    .filter(({ what }) => what.includes(` verdict-reached node/${node}`))
    .map(({ what }) => String(JSON.parse(what.slice(what.indexOf('{'))).verdict))

/** The objects of a node's mirror. */
function mirrorOf(world: World, node: NodeId): readonly MirroredObject[] {
  const box: { found: readonly MirroredObject[] } = { found: [] }
  world.view.processes.edges
    .get(node)
    ?.edge()
    ?.objects((objects) => {
      if (isFault(objects)) throw objects
      box.found = objects
    })
  world.run(world.view.now() + 10)
  return box.found
}

/** Writes each second until then. */
function writeUntil(world: World, node: NodeId, [from, to]: readonly [number, number]): void {
  for (let second = from; second < to; second++) {
    write(world, node, 20)
    world.run(second * 1_000 + 1_000)
  }
}

it('W30: what a cut node writes reaches the cloud through a peer, once, and it is isolated; healed, its path is direct again', () => {
  const plan = [
    at(15, { do: 'cut', nodes: [a1], ...silently }),
    at(45, { do: 'heal', nodes: [a1] }),
  ]
  const world = simWorld('relayed', plan)
  world.run(16_000)
  writeUntil(world, a1, [16, 40])
  expect(pathOf(world, a1)).toMatch(/^peer:site-a-[23]$/)
  world.run(44_900)
  expect(missing(world, a1)).toEqual([])
  expect(world.view.ledger.of(`node/${a1}`).length).toBeGreaterThan(480)
  runToTheEnd(world, 70_000)
  expect(world.findings()).toEqual([])
  expect(pathOf(world, a1)).toBe('mqtt')
  expect(verdictsOf(world, a1)).toEqual(['isolated', 'healthy'])
})

it('W30: of a site of two, and with one direction cut alone, the other helps as well', () => {
  const plan = [
    at(15, { do: 'cut', nodes: [b1], ...silently }),
    at(15, { do: 'cut', nodes: [a1], ...silently, direction: 'up' }),
    at(15, { do: 'cut', nodes: [a2], ...silently, direction: 'down' }),
    at(45, { do: 'heal', nodes: [a1, a2, b1] }),
  ]
  const world = simWorld('one way', plan)
  world.run(30_000)
  for (const node of [a1, a2, b1]) write(world, node, 20)
  world.run(35_000)
  expect([a1, a2, b1].map((node) => pathOf(world, node))).toEqual([
    `peer:${a3}`,
    `peer:${a3}`,
    `peer:${b2}`,
  ])
  for (const node of [a1, a2, b1]) expect(missing(world, node)).toEqual([])
  runToTheEnd(world, 80_000)
  expect(world.findings()).toEqual([])
})

it('W31: two cut nodes of three both come through the third; when it dies they are alone, and when another is linked it takes over', () => {
  const plan = [
    at(15, { do: 'cut', nodes: [a1, a2], ...silently }),
    at(30, { do: 'kill', what: { role: 'edge', node: a3 }, how: 'power' }),
    at(45, { do: 'heal', nodes: [a2] }),
    at(65, { do: 'start', what: { role: 'edge', node: a3 } }),
    at(75, { do: 'heal', nodes: [a1] }),
  ]
  const world = simWorld('third', plan)
  world.run(16_000)
  writeUntil(world, a1, [16, 24])
  writeUntil(world, a2, [24, 26])
  world.run(29_900)
  expect([a1, a2].map((node) => pathOf(world, node))).toEqual([`peer:${a3}`, `peer:${a3}`])
  expect([...missing(world, a1), ...missing(world, a2)]).toEqual([])
  world.run(40_000)
  expect([a1, a2].map((node) => pathOf(world, node))).toEqual(['none', 'none'])
  write(world, a1, 20)
  world.run(64_000)
  expect(pathOf(world, a1)).toBe(`peer:${a2}`)
  expect(missing(world, a1)).toEqual([])
  runToTheEnd(world, 110_000)
  expect(world.findings()).toEqual([])
  for (const node of [a1, a2]) expect(verdictsOf(world, node)).not.toContain('failed')
})

it.each(['flawed', 'worse'])(
  'W32: a LAN that loses, repeats and delays what relays hand on costs time and nothing else: %s',
  (seed) => {
    const lanFlaws = { lost: 0.2, repeated: 0.3, late: 0.3 }
    const plan = [
      at(15, { do: 'cut', nodes: [a1], ...silently }),
      at(50, { do: 'heal', nodes: [a1] }),
    ]
    const world = simWorld(seed, plan, undefined, { lanFlaws })
    world.run(16_000)
    writeUntil(world, a1, [16, 36])
    world.run(49_900)
    expect(missing(world, a1)).toEqual([])
    runToTheEnd(world, 80_000)
    expect(world.findings()).toEqual([])
    expect(verdictsOf(world, a1)).not.toContain('failed')
  },
)

it('D33: a node whose uplink is cut gets what changed through a peer, and lacks nothing', () => {
  const service = (port: number) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'late', namespace: 'default' },
    spec: { ports: [{ port }] },
  })
  const plan = [
    at(15, { do: 'cut', nodes: [a1], ...silently }),
    at(25, { do: 'apply', object: service(81) }),
    at(30, { do: 'apply', object: service(82) }),
    at(55, { do: 'heal', nodes: [a1] }),
  ]
  const world = simWorld('feeds by a peer', plan)
  world.run(41_000)
  expect(pathOf(world, a1)).toMatch(/^peer:site-a-[23]$/)
  const objects = mirrorOf(world, a1)
  expect(objects.find(({ key }) => key.name === 'late')?.object).toMatchObject(service(82))
  const server = world.view.server()
  const of = world.view.nodes.find(({ node }) => node === a1)
  if (server === undefined || of === undefined) throw new Error('nothing to compare with')
  expect(mirrorDifferences(server, of, world.view.nodes, objects)).toEqual([])
  runToTheEnd(world, 80_000)
  expect(world.findings()).toEqual([])
})

it('E31: what is told of its feeds reaches a node that is relayed at once, not at its next question', () => {
  const service = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port: 80 }] },
  })
  const changes = Array.from({ length: 6 }, (_, i) => ({ second: 25 + i * 1.07, name: `now-${i}` }))
  const plan = [
    at(15, { do: 'cut', nodes: [a1], ...silently }),
    ...changes.map(({ second, name }) => at(second, { do: 'apply', object: service(name) })),
    at(35, { do: 'heal', nodes: [a1] }),
  ]
  const world = simWorld('told by a peer', plan)
  for (const { second, name } of changes) {
    world.run(second * 1_000 + 190)
    expect(pathOf(world, a1)).toMatch(/^peer:site-a-[23]$/)
    expect(mirrorOf(world, a1).map(({ key }) => key.name)).toContain(name)
  }
  runToTheEnd(world, 60_000)
  expect(world.findings()).toEqual([])
})
