// The cloud on virtual time while its Kubernetes is restored from an older etcd.
import { expect, it } from 'vitest'
import { leasePath, nodePath, nodesPath } from '../../cloud/kube-paths.ts'
import { leaseSeen } from '../../cloud/lease-renewal.ts'
import { conditionOf } from '../../cloud/node-conditions.ts'
import { restorations } from '../../cloud/restorations.ts'
import { taintsOf } from '../../cloud/taint-patch.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { faultyLog } from '../support/faulty-log.ts'

const wallStart = 1_763_632_800_000
type World = ReturnType<typeof cloudWorld>

/** Three nodes that hear each other; of the fourth the saved state knows nothing, nor of the first one's cut. */
function restorable(world: World) {
  const { addNode, addAgent, run, kube } = world
  const names = ['a-1', 'a-2', 'a-3']
  const kubelets = names.map((name) => addNode(name, 'a'))
  const agents = names.map((name) => addAgent(name))
  for (const [i, agent] of agents.entries())
    for (const peer of names) if (peer !== names[i]) agent.say(peer, 'alive')
  run(6_000)
  const saved = kube.server.snapshot()
  agents[0]?.stop()
  kubelets[0]?.stop()
  addNode('a-4', 'a')
  addAgent('a-4')
  run(20_000)
  const had = kube.server.snapshot().version
  const verdicts = (ask = world.ask) =>
    (ask('GET', '/v1/status').json() as { nodes: { node: string; verdict: string }[] }).nodes.map(
      ({ node, verdict }) => `${node} ${verdict}`,
    )
  const restoredFacts = (ask = world.ask) =>
    ask('GET', '/v1/events?kind=kubernetes-restored')
      .text.trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { fact: object }).fact)
  const of = (name: string) => kube.call('GET', nodePath(nodeId(name)))
  const tainted = () => taintsOf(of('a-1')).some(({ key }) => key === 'causeway.io/isolated')
  const renewedAgoMs = () => {
    const lease = leaseSeen(kube.call('GET', leasePath(nodeId('a-1'))))
    return wallStart + world.schedule.now() - (lease?.renewMicros ?? 0) / 1_000
  }
  return { saved, had, verdicts, restoredFacts, of, tainted, renewedAgoMs }
}

it('C31: restored, Kubernetes is told again what it forgot, and what it never knew is forgotten', () => {
  const world = cloudWorld()
  const { saved, had, verdicts, restoredFacts, of, tainted, renewedAgoMs } = restorable(world)
  const { run, restoreKube, said, kube } = world
  const before = ['a-1 isolated', 'a-2 healthy', 'a-3 healthy']
  expect(verdicts()).toEqual([...before, 'a-4 healthy'])
  expect(tainted()).toBe(true)

  restoreKube(saved)
  expect(tainted()).toBe(false)
  for (let second = 0; second < 20; second++) {
    run(1_000)
    expect(conditionOf(of('a-1'), 'Ready')?.status).toBe('True')
    expect(verdicts()).toContain('a-1 isolated')
  }
  expect(verdicts()).toEqual(before)
  expect(tainted()).toBe(true)
  expect(conditionOf(of('a-1'), 'CausewayLinked')?.status).toBe('False')
  expect(renewedAgoMs()).toBeLessThan(4_000)
  const names = (kube.call('GET', nodesPath)['items'] as { metadata: { name: string } }[]).map(
    ({ metadata }) => metadata.name,
  )
  expect(names).toEqual(['a-1', 'a-2', 'a-3'])

  const facts = restoredFacts()
  expect(facts).toHaveLength(1)
  const [{ had: seen, found } = { had: '', found: '' }] = facts as { had: string; found: string }[]
  expect(Number(seen)).toBeGreaterThan(Number(found))
  expect(Number(seen)).toBeLessThanOrEqual(had)
  expect(Number(found)).toBeGreaterThanOrEqual(saved.version)
  expect(said.filter((line) => line.startsWith('warn Kubernetes was restored'))).toHaveLength(1)
})

it('C31: a second restoration is a second fact; a mere outage is none', () => {
  const world = cloudWorld()
  const { saved, restoredFacts } = restorable(world)
  world.kube.setSilent(true)
  world.run(120_000)
  world.kube.setSilent(false)
  world.run(20_000)
  expect(restoredFacts()).toEqual([])
  world.restoreKube(saved)
  world.run(30_000)
  world.restoreKube(saved)
  world.run(30_000)
  expect(restoredFacts()).toHaveLength(2)
})

it('C31: of several replicas one keeps the fact, and all have it', () => {
  const logs = [faultyLog()]
  const world = cloudWorld({}, true, logs)
  const other = world.begin('two', logs)
  world.run(3_000)
  const { saved, restoredFacts } = restorable(world)
  world.restoreKube(saved)
  world.run(30_000)
  expect(restoredFacts()).toHaveLength(1)
  expect(restoredFacts(other.ask)).toHaveLength(1)
})

it('C31: what several collections find out of one restoration is told once', () => {
  const told: string[] = []
  const found = restorations(['a', 'b'], (path) => told.push(path))
  const [a, b] = [found('a'), found('b')]
  const fall = { had: '9', found: '5' }
  b.fell(fall)
  b.current()
  a.fell(fall)
  expect(told).toEqual(['b'])
  a.fell(fall)
  b.fell(fall)
  expect(told).toEqual(['b', 'a'])
  a.fell(fall)
  b.current()
  b.fell(fall)
  expect(told).toEqual(['b', 'a', 'a', 'b'])
})
