// One replica of the cloud from door to door, on virtual time.
import { describe, expect, it } from 'vitest'
import { leaseSeen } from '../../cloud/lease-renewal.ts'
import { leasePath, nodePath } from '../../cloud/kube-paths.ts'
import { conditionOf } from '../../cloud/node-conditions.ts'
import { taintsOf } from '../../cloud/taint-patch.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'

/** Three nodes of one site with agents, all healthy and observing each other. */
function threeNodes() {
  const world = cloudWorld()
  const names = ['a-1', 'a-2', 'a-3'] as const
  const kubelets = names.map((name) => world.addNode(name, 'a'))
  const agents = names.map((name) => world.addAgent(name))
  for (const [i, agent] of agents.entries()) {
    for (const peer of names) if (peer !== names[i]) agent.say(peer, 'alive')
  }
  world.run(6_000)
  const [a1, a2, a3] = agents
  const [k1, k2, k3] = kubelets
  if (!a1 || !a2 || !a3 || !k1 || !k2 || !k3) throw new Error('three nodes')
  const of = (name: string) => world.kube.call('GET', nodePath(nodeId(name)))
  const status = () => world.ask('GET', '/v1/status').json() as Status
  const verdict = (name: string) => status().nodes.find((one) => one.node === name)?.verdict
  const renewedAgoMs = (name: string) => {
    const lease = leaseSeen(world.kube.call('GET', leasePath(nodeId(name))))
    return 1_763_632_800_000 + world.schedule.now() - (lease?.renewMicros ?? 0) / 1_000
  }
  /** The node vanishes from the cloud: no beats, no renewals. */
  const vanish = (i: 0 | 1 | 2) => {
    agents[i]?.stop()
    kubelets[i]?.stop()
  }
  return { ...world, a1, a2, a3, k1, of, status, verdict, renewedAgoMs, vanish }
}

interface Status {
  readonly cloud: Record<string, unknown>
  readonly sites: readonly Record<string, unknown>[]
  readonly nodes: readonly Record<string, unknown>[]
}

const isolated = 'causeway.io/isolated'
const tainted = (node: ReturnType<ReturnType<typeof threeNodes>['of']>) =>
  taintsOf(node).some(({ key }) => key === isolated)

describe('the cloud', () => {
  it('C10: a node that beats is enrolled, answered, assigned, and shown', () => {
    const { a1, status, of, verdict } = threeNodes()
    expect(a1.heard.some((down) => down.kind === 'echo')).toBe(true)
    const assigned = a1.heard.findLast((down) => down.kind === 'assignment')
    expect(assigned?.assignment.members.map(({ node }) => node)).toEqual(['a-1', 'a-2', 'a-3'])
    const { cloud, sites, nodes } = status()
    expect(cloud).toMatchObject({ bus: 'up', kubernetes: 'up', holder: true })
    expect(sites).toEqual([{ site: 'a', nodes: 3, cut: false }])
    expect(nodes[0]).toMatchObject({
      node: 'a-1',
      site: 'a',
      link: 'linked',
      verdict: 'healthy',
      ballots: '2 alive',
      path: 'nats',
      ready: true,
    })
    expect(verdict('a-3')).toBe('healthy')
    expect(conditionOf(of('a-1'), 'CausewayLinked')?.status).toBe('True')
  })

  it('C10: an assignment is not repeated once the beats carry its digest', () => {
    const { a1, run } = threeNodes()
    const count = () => a1.heard.filter((down) => down.kind === 'assignment').length
    const before = count()
    run(10_000)
    expect(count()).toBe(before)
  })

  it('C11: a node without an agent is left alone', () => {
    const { addNode, run, status, of } = threeNodes()
    const kubelet = addNode('stranger', 'a')
    run(3_000)
    kubelet.stop()
    run(20_000)
    expect(status().nodes.map((one) => one.node)).not.toContain('stranger')
    expect(tainted(of('stranger'))).toBe(false)
    expect(conditionOf(of('stranger'), 'CausewayLinked')).toBeUndefined()
    expect(conditionOf(of('stranger'), 'Ready')?.status).toBe('Unknown')
  })

  it('C11: an agent whose node Kubernetes does not know is left alone', () => {
    const { addAgent, run, status } = threeNodes()
    addAgent('nobody')
    run(10_000)
    expect(status().nodes).toHaveLength(3)
  })

  it('C30: an agent that lost its folder is taken in with new keys once its earlier life is silent', () => {
    const { a1, addAgent, run, ask, verdict } = threeNodes()
    const kinds = () =>
      ask('GET', '/v1/events')
        .text.trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { kind: string }).kind)
        .filter((kind) => kind.startsWith('key-'))
    const twin = addAgent('a-1')
    run(10_000)
    expect(kinds()).toEqual(['key-refused'])
    a1.stop()
    run(10_000)
    expect(kinds()).toEqual(['key-refused', 'key-replaced'])
    twin.keep({ kind: 'kubelet-changed', node: nodeId('a-1'), kubelet: 'ok' })
    run(2_000)
    expect(twin.heard.findLast((down) => down.kind === 'applied')?.upTo).toBeGreaterThan(0)
    expect(verdict('a-1')).toBe('healthy')
  })

  it('C22: of a node that is not managed, why and declare say which sign is missing', () => {
    const { addNode, addAgent, run, ask } = threeNodes()
    addNode('bare', 'a')
    addAgent('nobody')
    run(3_000)
    const says = (node: string) => [
      (ask('GET', `/v1/why/node/${node}`).json() as { message: string }).message,
      (
        ask('POST', '/v1/declare', { node, verdict: 'failed', by: 'ann' }).json() as {
          message: string
        }
      ).message,
    ]
    const twice = (text: string) => [expect.stringContaining(text), expect.stringContaining(text)]
    expect(says('bare')).toEqual(twice('no agent of it has beaten, so it is left to Kubernetes'))
    expect(says('nobody')).toEqual(twice('its agent beats, but Kubernetes has no such node'))
    expect(says('neither')).toEqual(twice('came neither'))
  })

  it('C12: a node whose peers see it is held: isolated, tainted, and Ready never turns Unknown', () => {
    const { vanish, run, of, verdict, renewedAgoMs } = threeNodes()
    vanish(0)
    for (let second = 0; second < 60; second++) {
      run(1_000)
      expect(conditionOf(of('a-1'), 'Ready')?.status).toBe('True')
      expect(renewedAgoMs('a-1')).toBeLessThan(4_000)
    }
    expect(verdict('a-1')).toBe('isolated')
    expect(tainted(of('a-1'))).toBe(true)
    expect(conditionOf(of('a-1'), 'CausewayLinked')?.status).toBe('False')
  })

  it('C12: heard again, it is healthy and clean', () => {
    const { vanish, run, of, verdict, a1, k1 } = threeNodes()
    vanish(0)
    run(20_000)
    expect(verdict('a-1')).toBe('isolated')
    a1.start()
    k1.start()
    run(3_000)
    expect(verdict('a-1')).toBe('healthy')
    expect(tainted(of('a-1'))).toBe(false)
  })

  it('C13: a node that nobody hears is failed, also for the next cloud: holding stops, its agent must be born again', () => {
    const { vanish, run, of, verdict, a1, a2, a3, k1, stop, start } = threeNodes()
    vanish(0)
    a2.say('a-1', 'dead')
    a3.say('a-1', 'dead')
    run(8_000)
    expect(verdict('a-1')).toBe('failed')
    run(10_000)
    expect(conditionOf(of('a-1'), 'Ready')?.status).toBe('Unknown')
    stop()
    start()
    run(5_000)
    expect(verdict('a-1')).toBe('failed')
    a1.start()
    run(2_000)
    expect(a1.heard.some((down) => down.kind === 'rebirth')).toBe(true)
    k1.start()
    run(5_000)
    expect(a1.self.incarnation).toBe(2)
    expect(verdict('a-1')).toBe('healthy')
  })

  it('C14: a cloud that starts again holds in its first second, and remembers its verdicts', () => {
    const { vanish, run, stop, start, ask, of, renewedAgoMs, verdict } = threeNodes()
    vanish(0)
    run(20_000)
    stop()
    expect(renewedAgoMs('a-1')).toBeGreaterThan(2_000)
    start()
    run(1_000)
    expect(renewedAgoMs('a-1')).toBeLessThan(1_000)
    run(10_000)
    expect(conditionOf(of('a-1'), 'Ready')?.status).toBe('True')
    expect(verdict('a-1')).toBe('isolated')
    const { lines } = ask('GET', '/v1/why/node/a-1').json() as { lines: string[] }
    expect(lines[0]).toMatch(/^node\/a-1: isolated since 2025-11-20T/)
    expect(lines.filter((line) => /^\s*a-[23] alive$/.test(line))).toHaveLength(2)
  })

  it('C15: without the bus nobody new is failed, and holding goes on', () => {
    const { bus, run, status, of, vanish, a2, a3 } = threeNodes()
    a2.say('a-1', 'dead')
    a3.say('a-1', 'dead')
    bus.setLink('down')
    vanish(0)
    for (let second = 0; second < 30; second++) {
      run(1_000)
      expect(conditionOf(of('a-1'), 'Ready')?.status).toBe('True')
    }
    expect(status().nodes.map((one) => one.verdict)).not.toContain('failed')
    expect(status().cloud).toMatchObject({ bus: 'down' })
  })

  it('C16: without Kubernetes the cloud runs, and takes it up again when it answers', () => {
    const { kube, run, status, a1 } = threeNodes()
    kube.setSilent(true)
    run(200_000)
    expect(status().cloud).toMatchObject({ kubernetes: 'down', holder: false })
    expect(a1.heard.at(-1)?.kind).toBe('echo')
    kube.setSilent(false)
    run(30_000)
    expect(status().cloud).toMatchObject({ kubernetes: 'up', holder: true })
  })

  it('C16: without a kubeconfig it answers agents and judges nobody', () => {
    const { addAgent, run, ask } = cloudWorld({}, false)
    const agent = addAgent('a-1')
    run(10_000)
    const { cloud, nodes } = ask('GET', '/v1/status').json() as Status
    expect(cloud).toMatchObject({ kubernetes: 'none', holder: false })
    expect(nodes).toEqual([])
    expect(agent.heard.at(-1)?.kind).toBe('echo')
  })

  it('C17: bytes that are no message are counted and said once a minute at most, never a crash', () => {
    const { wan, run, status, said } = threeNodes()
    const count = () => {
      const refused = status().cloud['refused'] as Record<string, number>
      return Object.values(refused).reduce((sum, one) => sum + one, 0)
    }
    const before = count()
    for (let i = 0; i < 500; i++) {
      wan.publish('cw.causeway.beat.0.a-1', new Uint8Array([i, 255, 1]))
      wan.publish('cw.causeway.beat.0.a%2', new Uint8Array([]))
      wan.publish('cw.causeway.beat.0.a-1', new Uint8Array(100_000))
      wan.publish('cw.causeway.up.0.a-1', new Uint8Array([i, 255, 1]))
      wan.publish('cw.causeway.up.0.a-1', new Uint8Array(900_000))
      run(10)
    }
    run(10_000)
    expect(count() - before).toBe(2_500)
    const lines = said.filter((line) => line.startsWith('warn '))
    expect(lines.length).toBeLessThan(8)
  })

  it('C18: a person’s word ends a hold, and is refused for a node that is not managed', () => {
    const { ask, verdict, run } = threeNodes()
    const declare = (node: string, word: string) =>
      ask('POST', '/v1/declare', { node, verdict: word, by: 'ann' })
    expect(declare('a-1', 'failed').status).toBe(200)
    run(500)
    expect(verdict('a-1')).toBe('failed')
    const { lines } = ask('GET', '/v1/why/node/a-1').json() as { lines: string[] }
    expect(lines.join('\n')).toContain('declared by ann')
    expect(declare('nobody', 'failed').status).toBe(404)
    expect(declare('a-1', 'odd').status).toBe(400)
    expect(ask('POST', '/v1/declare').status).toBe(400)
  })

  it('C19: events come from a sequence on, of one kind if asked, and follow', () => {
    const { ask, run, vanish } = threeNodes()
    const linesOf = ({ text }: { readonly text: string }) =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    const all = linesOf(ask('GET', '/v1/events?from=1'))
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1))
    expect(linesOf(ask('GET', `/v1/events?from=${all.length}`))).toEqual(all.slice(-1))
    const enrolled = linesOf(ask('GET', '/v1/events?kind=node-enrolled'))
    expect(enrolled.map(({ key }) => key)).toEqual(['node/a-1', 'node/a-2', 'node/a-3'])
    const followed = ask('GET', '/v1/events?kind=verdict-reached&follow=1')
    vanish(0)
    run(10_000)
    expect(linesOf(followed)).toEqual([
      expect.objectContaining({
        key: 'node/a-1',
        fact: expect.objectContaining({ verdict: 'isolated' }),
        cloudevent: expect.objectContaining({ type: 'io.causeway.verdict-reached.v1' }),
      }),
    ])
    expect(ask('GET', '/v1/events?from=x').status).toBe(400)
  })

  it('C20: durable facts are published as CloudEvents, and verdicts told as Kubernetes Events', () => {
    const { wan, run, vanish, kube } = threeNodes()
    const heard: string[] = []
    wan.subscribe('cw.causeway.events.*.*', ({ bytes }) =>
      heard.push((JSON.parse(new TextDecoder().decode(bytes)) as { type: string }).type),
    )
    vanish(0)
    run(10_000)
    expect(heard).toContain('io.causeway.verdict-reached.v1')
    const events = kube.call('GET', '/api/v1/namespaces/default/events')['items'] as object[]
    expect(events).toContainEqual(
      expect.objectContaining({ reason: 'CausewayIsolated', type: 'Warning' }),
    )
  })

  it('C21: facts of a node are taken with its pinned key, answered, published, and listed as its own', () => {
    const { a1, a2, run, ask, wan, status, stop, start } = threeNodes()
    const heard: string[] = []
    wan.subscribe('cw.causeway.events.kubelet-changed.*', ({ bytes }) =>
      heard.push((JSON.parse(new TextDecoder().decode(bytes)) as { source: string }).source),
    )
    a1.keep({ kind: 'kubelet-changed', node: nodeId('a-1'), kubelet: 'ok' })
    a2.self.keys = cloudWorld().addAgent('other').self.keys
    a2.keep({ kind: 'kubelet-changed', node: nodeId('a-2'), kubelet: 'ok' })
    run(10_000)
    expect(a1.heard).toContainEqual(expect.objectContaining({ kind: 'applied', lane: 'state' }))
    expect(heard).toEqual(['/causeway/causeway/node/a-1'])
    const lagOf = (name: string) => status().nodes.find(({ node }) => node === name)?.['lag']
    expect(lagOf('a-1')).toBe(0)
    expect(lagOf('a-2')).toBeGreaterThan(0)
    const events = () => ask('GET', '/v1/events?kind=kubelet-changed').text
    expect(events()).toContain('"producer":"node/a-1"')
    expect(ask('GET', '/v1/events').text).not.toContain('lane-taken')
    expect(Object.keys(status().cloud['refused'] as object)).toContain('batch refused')
    const before = events()
    stop()
    start()
    run(5_000)
    expect(events()).toBe(before)
    expect(lagOf('a-1')).toBe(0)
  })

  it('answers what it does not know with what it expects', () => {
    const { ask } = threeNodes()
    expect(ask('GET', '/healthz')).toMatchObject({ status: 200, text: 'ok\n' })
    expect(ask('GET', '/metrics').text).toContain('causeway_nodes{verdict="healthy"} 3\n')
    expect(ask('GET', '/v1/odd').status).toBe(404)
    expect(ask('PUT', '/v1/status').status).toBe(405)
    expect(ask('GET', '/v1/why/node/nobody').status).toBe(404)
    expect(ask('GET', '/v1/why/node/%ff').status).toBe(400)
  })
})
