// A node without a link, its peers, and those who would abuse them, on virtual time.
import { expect, it } from 'vitest'
import type { Message } from '../../bus/transport.ts'
import { decodeCarried, encodeCarried, type Carried } from '../../schemas/carried.ts'
import { carriedTopic, patternOf, peerTopics, subjectOf } from '../../schemas/subjects.ts'
import { incarnation, nodeId, siteId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'

const names = (n: number) => Array.from({ length: n }, (_, i) => `a-${i + 1}`)

/** A started site of `n` nodes that have met; its first node comes first. */
function site(n: number) {
  const world = edgeWorld({ a: names(n) })
  const nodes = names(n).map((name) => world.start(name))
  world.run(10_000)
  const [first, second, third] = nodes as [EdgeNode, EdgeNode, EdgeNode]
  return { world, nodes, first, second, third }
}

const cut = (node: EdgeNode) => (node.wan.up = node.wan.down = false)
const heal = (node: EdgeNode) => (node.wan.up = node.wan.down = true)
const relayOf = (node: EdgeNode) => node.status().path.replace(/^peer:/, '')
const took = (world: ReturnType<typeof edgeWorld>, node: EdgeNode) =>
  world.cloud.took.filter(({ producer }) => producer === `node/${node.name}`)

/** Says something on the broker of a node, as anybody on the LAN could. */
const sayOn = (world: ReturnType<typeof edgeWorld>, at: EdgeNode, topic: string) => {
  const subject = subjectOf('peer', 'causeway', { site: 'a', node: at.name, topic })
  const intruder = world.lan.bus(`${at.host}:1883`).connect()
  return (bytes: Uint8Array) => intruder.publish(subject, bytes)
}

it('E26: a node without a link ships through a peer that has one, and goes back to the direct path when it works', () => {
  const { world, first } = site(3)
  cut(first)
  world.run(5_000)
  expect(first.status()).toMatchObject({ link: 'relayed' })
  expect(
    took(world, first)
      .map(({ kind }) => kind)
      .slice(-2),
  ).toEqual(['link-changed', 'link-changed'])
  expect(['a-2', 'a-3']).toContain(relayOf(first))
  first.kubelet = undefined
  world.run(5_000)
  expect(took(world, first).map(({ kind }) => kind)).toContain('kubelet-changed')
  expect(first.status().lag).toBe(0)
  const identities = world.cloud.took.map(({ producer, lane, epoch, seq }) =>
    [producer, lane, epoch, seq].join(),
  )
  expect(new Set(identities).size).toBe(identities.length)
  heal(first)
  world.run(1_100)
  expect(first.status()).toMatchObject({ link: 'linked', path: 'nats' })
  const { length } = world.cloud.relayed
  world.run(10_000)
  expect(world.cloud.relayed.length - length).toBeLessThanOrEqual(1)
})

it('E26: a node that starts while it is cut tells its birth and its facts through a peer', () => {
  const { world, first } = site(3)
  cut(first)
  first.restart()
  world.run(6_000)
  expect(first.status()).toMatchObject({ incarnation: 2, link: 'relayed', lag: 0 })
  expect(world.cloud.relayed[0]?.beat).toMatchObject({ node: 'a-1', incarnation: 2, birth: true })
  expect(world.cloud.relayed.at(-1)?.beat.birth).toBe(false)
})

it('E26: a short loss of the link asks nobody, and a node that just starts neither', () => {
  const { world, first } = site(3)
  world.wan.setLink('down')
  world.run(300)
  world.wan.setLink('up')
  first.restart()
  world.run(10_000)
  expect(world.cloud.relayed).toEqual([])
  expect(first.status()).toMatchObject({ link: 'linked', path: 'nats' })
})

it('E26: a relay that works is kept, at either pace and for as long as the cut lasts', () => {
  for (const pace of ['fast', 'real'] as const) {
    const world = edgeWorld({ a: names(3) }, pace)
    const [first] = names(3).map((name) => world.start(name)) as [EdgeNode]
    world.run(100_000)
    cut(first)
    world.run(600_000)
    expect(first.status().link).toBe('relayed')
    const links = took(world, first).filter(({ kind }) => kind === 'link-changed')
    expect(links).toHaveLength(3)
  }
})

it('E26: in a site larger than the number of observers, any cut node finds an observer that helps', () => {
  const { world, nodes } = site(12)
  for (const node of nodes.slice(0, 4)) cut(node)
  world.run(12_000)
  for (const node of nodes.slice(0, 4)) {
    expect(node.status().link).toBe('relayed')
    expect(node.status().lag).toBe(0)
  }
})

it('E27: a peer through which nothing comes back is given up for another, and one without a link is not asked', () => {
  const { world, first, second, third } = site(3)
  cut(first)
  world.run(5_000)
  const relay = relayOf(first)
  world.cloud.deafTo.add(relay)
  world.run(4_000)
  const other = relayOf(first)
  expect([relay, other].toSorted()).toEqual(['a-2', 'a-3'])
  const helper = other === 'a-2' ? second : third
  cut(helper)
  world.run(8_000)
  expect(first.status()).toMatchObject({ link: 'alone', path: 'none' })
  world.cloud.deafTo.clear()
  world.run(4_000)
  expect(relayOf(first)).toBe(relay)
  expect(relayOf(helper)).toBe(relay)
})

it('E27: a relay that dies is replaced; with nobody left the node is alone', () => {
  const { world, nodes, first } = site(3)
  cut(first)
  world.run(5_000)
  const relay = relayOf(first)
  nodes.find(({ name }) => name === relay)?.die()
  world.run(6_000)
  const other = relayOf(first)
  expect([relay, other].toSorted()).toEqual(['a-2', 'a-3'])
  nodes.find(({ name }) => name === other)?.die()
  world.run(6_000)
  expect(first.status()).toMatchObject({ link: 'alone', path: 'none' })
})

it('E27: a peer that carries beats and drops all else is given up as well', () => {
  const { world, nodes, first } = site(3)
  cut(first)
  world.run(5_000)
  const relay = relayOf(first)
  const host = nodes.find(({ name }) => name === relay)?.host
  world.lan.twist = (from, message) => {
    const carried = from === host && message.subject.includes('.carried-')
    const isBatch = carried && (decodeCarried(message.bytes) as Carried).family === 'up'
    return isBatch ? [] : [message]
  }
  first.kubelet = undefined
  world.run(20_000)
  expect(relayOf(first)).not.toBe(relay)
  expect(took(world, first).map(({ kind }) => kind)).toContain('kubelet-changed')
})

it('E28: a peer that forges, changes, loses, repeats and holds back what it carries costs time and nothing else', () => {
  for (const seed of [1, 2, 3]) {
    const { world, first, second } = site(2)
    cut(first)
    const draw = random(seed)
    const held: Message[] = []
    world.lan.twist = (from, message) => {
      if (from !== second.host || message.subject.endsWith('.report')) return [message]
      held.push(message)
      const { subject } = message
      const other = held[draw.below(held.length)] ?? message
      const bent = message.bytes.map((byte) => (draw.next() < 0.01 ? byte ^ 1 : byte))
      const choices = [
        [],
        [message],
        [message, message],
        [other],
        [message, other],
        [{ subject, bytes: bent }],
      ]
      const chosen = choices[draw.below(choices.length)] ?? []
      return chosen.map(({ bytes }) => ({ subject, bytes }))
    }
    for (let i = 0; i < 12; i++) {
      first.kubelet = i % 2 === 0 ? undefined : 200
      world.run(5_000)
      expect(first.status()).toMatchObject({ incarnation: 1, site: 'a' })
      expect(first.failed).toBeUndefined()
    }
    world.lan.twist = (_from, message) => [message]
    world.run(30_000)
    expect(first.status()).toMatchObject({ link: 'relayed', lag: 0 })
    const seqs = took(world, first)
      .filter(({ lane }) => lane === 'state')
      .map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from(seqs, (_, i) => i + 1))
    expect(seqs.length).toBe(first.status().state.last)
  }
})

it('E28: what comes through a peer is heard only when the cloud signed it for this node; replayed echoes link nothing', () => {
  const { world, first, second, third } = site(3)
  cut(first)
  const brought: Uint8Array[] = []
  const pattern = `cw.causeway.peer.*.${first.name}.down`
  const listener = world.lan.bus(`${first.host}:1883`).connect()
  listener.subscribe(pattern, ({ bytes }) => brought.push(bytes))
  world.run(10_000)
  expect(first.status().link).toBe('relayed')
  expect(brought.length).toBeGreaterThan(5)
  cut(second)
  cut(third)
  world.run(8_000)
  const said = sayOn(world, first, 'down')
  const stranger = edgeWorld().cloud
  const assignment = { node: nodeId('a-1'), site: siteId('x'), shard: 0, members: [] }
  const cloudKey = stranger.keyring.publicKeys.sign
  said(stranger.sealed({ kind: 'rebirth', node: nodeId('a-1'), above: incarnation(40) }))
  said(stranger.sealed({ kind: 'assignment', assignment, cloudKey }))
  said(world.cloud.sealed({ kind: 'rebirth', node: nodeId('a-2'), above: incarnation(40) }))
  said(new Uint8Array([1, 2, 3]))
  for (const bytes of brought) said(bytes)
  world.run(2_000)
  expect(first.status()).toMatchObject({ link: 'alone', site: 'a', incarnation: 1 })
  expect(first.status().refused).toEqual({
    'message of the cloud refused': 3,
    'message for another node': 1,
  })
})

it('E28: on the LAN nobody can make a node believe that he is its cloud, also before it knows one', () => {
  const world = edgeWorld()
  const node = world.start('a-1')
  world.run(1_000)
  const stranger = edgeWorld().cloud
  const assignment = { node: nodeId('a-1'), site: siteId('x'), shard: 0, members: [] }
  const cloudKey = stranger.keyring.publicKeys.sign
  sayOn(world, node, 'down')(stranger.sealed({ kind: 'assignment', assignment, cloudKey }))
  world.run(1_000)
  expect(node.status()).toMatchObject({ site: undefined, link: 'alone' })
  expect(node.status().refused).toEqual({ 'message of the cloud refused': 1 })
})

it('E28: with one direction of the direct path cut a node is relayed, never linked', () => {
  for (const direction of ['up', 'down'] as const) {
    const { world, first } = site(3)
    first.wan[direction] = false
    world.run(5_000)
    for (let i = 0; i < 20; i++) {
      world.run(500)
      expect(first.status().link).toBe('relayed')
    }
    expect(first.status().lag).toBe(0)
  }
})

it('E29: a relay hears the answers for a peer only while it relays, and drops what is beyond bounds or unreadable', () => {
  const { world, first, second, third } = site(3)
  for (const node of [first, second]) cut(node)
  world.run(6_000)
  expect(relayOf(first)).toBe('a-3')
  const flood = sayOn(world, second, carriedTopic('a-3'))
  const before = third.messages.length
  for (let i = 0; i < 300; i++)
    flood(encodeCarried({ family: 'up', payload: new Uint8Array(10_000) }))
  flood(new Uint8Array([9, 9]))
  flood(encodeCarried({ family: 'beat', payload: new Uint8Array(10_000) }))
  first.kubelet = third.kubelet = undefined
  world.run(4_000)
  const carried = third.messages
    .slice(before)
    .filter(({ message }) => message.subject.includes('.up.') && message.bytes.length === 10_000)
  expect(carried.length).toBeLessThanOrEqual(105)
  expect(third.status().refused).toMatchObject({
    'message to carry unreadable': 1,
    'beat too large to relay': 1,
  })
  expect(third.status().refused['message to carry beyond bounds']).toBeGreaterThanOrEqual(195)
  for (const node of [first, third])
    expect(took(world, node).map(({ kind }) => kind)).toContain('kubelet-changed')
  for (const node of [first, second]) heal(node)
  world.run(6_000)
  const late = third.messages.length
  world.cloud.say('a-1', { kind: 'rebirth', node: nodeId('a-1'), above: incarnation(0) })
  world.run(100)
  const forOthers = third.messages
    .slice(late)
    .filter(({ message }) => /down\.a-1/.test(message.subject))
  expect(forOthers).toEqual([])
})

it('E32: a relay brings a peer so much of its feeds between two of its beats, and only while it relays', () => {
  const { world, first } = site(3)
  const brought = (): number => heard.reduce((sum, length) => sum + length, 0)
  const heard: number[] = []
  const onLan = patternOf('peer', 'causeway', { node: 'a-1', topic: peerTopics.feed })
  const listener = world.lan.bus(`${first.host}:1883`).connect()
  listener.subscribe(onLan, ({ bytes }) => heard.push(bytes.length))
  const key = { group: '', resource: 'services', namespace: 'x', name: 'y' }
  const body = new Uint8Array(10_000)
  const tell = (scope: Scope) =>
    world.cloud.tell({
      kind: 'placed',
      scope,
      epoch: 1,
      seq: 7,
      key,
      atMs: wallMs(0),
      body,
      sealed: false,
    })
  tell('all')
  world.run(100)
  expect(brought()).toBe(0)
  cut(first)
  world.run(6_000)
  const scopes = ['all', 'site/a', 'node/a-1', 'site/b', 'node/a-2'] as const
  for (const scope of scopes) tell(scope)
  world.run(50)
  expect(heard).toHaveLength(3)
  for (let i = 0; i < 100; i++) tell('all')
  world.run(50)
  expect(brought()).toBeGreaterThan(200_000)
  expect(brought()).toBeLessThanOrEqual(2 * 262_144)
  heal(first)
  world.run(6_000)
  const before = brought()
  tell('all')
  world.run(100)
  expect(brought()).toBe(before)
})

it('E33: a fact of a feed that a peer brings counts only when the cloud signed it, and only without a link', () => {
  const { world, first } = site(3)
  const bring = sayOn(world, first, peerTopics.feed)
  const refused = () => first.status().refused['fact of a feed refused'] ?? 0
  bring(new Uint8Array([1, 2, 3]))
  world.run(100)
  expect(refused()).toBe(0)
  cut(first)
  world.run(6_000)
  bring(new Uint8Array([1, 2, 3]))
  world.run(100)
  expect(refused()).toBe(1)
  expect(first.status().link).toBe('relayed')
})
