// The second belt: what its policies refuse, how the list of held nodes is kept true, and what holds while the cloud is away.
import { describe, expect, it } from 'vitest'
import { Belt } from '../../cloud/belt/belt.ts'
import { holdLabel, tolerationPatch, toleratedAnnotation } from '../../cloud/belt/held-pods.ts'
import { changesOf, listOf } from '../../cloud/belt/held-list.ts'
import { beltObjects, listObject, listPath, listsPath } from '../../cloud/belt/objects.ts'
import { beltPaces } from '../../cloud/config.ts'
import { fastPace } from '../../sim/kube/config.ts'
import { kinds } from '../../sim/kube/controllers/kinds.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { createCluster, deployment, service } from '../sim/kube/cluster.ts'
import { playNodes } from '../sim/kube/scripted-nodes.ts'
import { effects, heldSite, readyOf } from '../support/held-site.ts'
import { smallKube } from '../support/kube.ts'

describe('what the policies refuse', () => {
  /** Two silent nodes with a pod each; the first one is held by the belt alone. */
  function silence(list: Readonly<Record<string, string>>) {
    const cluster = createCluster({ pace: fastPace })
    const script = playNodes(cluster, ['n1', 'n2', 'n3', 'n4'], { renewMs: 1_000, confirms: false })
    for (const { collection, object } of beltObjects)
      cluster.server.call('POST', collection, object)
    cluster.server.call('POST', listsPath, listObject(list))
    cluster.create(kinds.services, service('w'))
    cluster.create(kinds.deployments, deployment('w', 4))
    cluster.run(5_000)
    const podOf = (node: string) => cluster.pods().find((pod) => pod.spec.nodeName === node)
    const before = { n1: podOf('n1')?.metadata.uid, n2: podOf('n2')?.metadata.uid }
    script.silence('n1', 'n2')
    cluster.run(120_000)
    const isServed = (address: string | undefined): boolean | undefined =>
      cluster
        .list(kinds.endpointSlices)
        .flatMap((slice) => slice['endpoints'] as readonly Endpoint[])
        .find(({ addresses }) => addresses[0] === address)?.conditions.ready
    return { cluster, script, podOf, before, isServed }
  }

  interface Endpoint {
    readonly addresses: readonly string[]
    readonly conditions: { readonly ready: boolean }
  }

  it('H42: nobody renews Leases: a held node is left with NoSchedule alone, its pods Ready and served; one beside it is evicted', () => {
    const { cluster, podOf, before, isServed } = silence({ n1: '1' })
    const [held, other] = [cluster.get(kinds.nodes, 'n1'), cluster.get(kinds.nodes, 'n2')]
    expect([readyOf(held), readyOf(other)]).toEqual(['Unknown', 'Unknown'])
    expect(effects(held)).toEqual(['unreachable:NoSchedule'])
    expect(effects(other)).toContain('unreachable:NoExecute')
    const pod = podOf('n1')
    expect(pod?.metadata.uid).toBe(before.n1)
    expect(pod?.metadata.deletionTimestamp).toBeUndefined()
    expect(readyOf(pod)).toBe('True')
    expect(isServed(pod?.status?.podIP)).toBe(true)
    const evicted = cluster.pods().find(({ metadata }) => metadata.uid === before.n2)
    expect(evicted?.metadata.deletionTimestamp).toBeDefined()
  })

  it('H42: who leaves the list is evicted like any other; who comes back loses every taint; an empty list refuses nothing', () => {
    const { cluster, script, podOf } = silence({ n1: '1' })
    const type = 'application/merge-patch+json'
    const patch = (data: object) =>
      cluster.server.call('PATCH', listPath, { data }, { 'content-type': type })
    expect(patch({ n1: null }).status).toBe(200)
    cluster.run(60_000)
    expect(effects(cluster.get(kinds.nodes, 'n1'))).toContain('unreachable:NoExecute')
    expect(podOf('n1')?.metadata.deletionTimestamp).toBeDefined()
    expect(patch({ n1: '1' }).status).toBe(200)
    script.resume('n1')
    script.report('n1')
    cluster.run(10_000)
    expect(effects(cluster.get(kinds.nodes, 'n1'))).toEqual([])
  })
})

describe('the list', () => {
  const known = { held: new Set(['b', 'a']), isManaged: (node: string) => node !== 'x' }

  it('H43: what is missing is added, who is known not to be held goes, who is not known at all only when everything was read', () => {
    expect(changesOf({ a: '1', b: '1' }, { ...known, isSettled: true })).toBeUndefined()
    expect(changesOf({ b: 'yes', x: '1' }, { ...known, isSettled: false })).toEqual({ a: '1' })
    expect(changesOf({ b: '1', c: '1', x: '1' }, { ...known, isSettled: true })).toEqual({
      a: '1',
      c: null,
      x: null,
    })
    expect(listOf(known.held)).toEqual({ a: '1', b: '1' })
  })
})

/** A small Kubernetes, and keepers of the belt on it. */
function keeperWorld(isWorn = true) {
  const wallStart = wallMs(1_763_632_800_000)
  const schedule = createSchedule({ wallStart, random: random('belt') })
  const kube = smallKube(schedule.spawn().clock)
  const said: string[] = []
  const begin = () => {
    const process = schedule.spawn()
    const belt = new Belt({
      kube: kube.client,
      clock: process.clock,
      config: beltPaces.fast,
      isWorn,
      isManaged: (node) => node.startsWith('n'),
      isRead: () => true,
      say: (level, what, fields) => void said.push(`${level} ${what} ${String(fields?.['code'])}`),
    })
    return { belt, kill: process.kill }
  }
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  const list = () => (kube.call('GET', listPath)['data'] ?? {}) as object
  const writes = () => kube.asked.filter((line) => !line.startsWith('GET '))
  return { kube, said, begin, run, list, writes }
}

describe('the keeper', () => {
  const world = keeperWorld
  it('H43: what is wanted is made once, and then one write says all that changed within a moment', () => {
    const { begin, run, list, writes } = world()
    const { belt } = begin()
    for (const node of ['n1', 'n2', 'n3']) belt.node(node, true)
    run(1_000)
    expect(writes()).toEqual([])
    belt.right(true)
    run(1_000)
    expect(writes()).toHaveLength(1 + beltObjects.length)
    expect(list()).toEqual({ n1: '1', n2: '1', n3: '1' })
    const made = writes().length
    belt.node('n2', false)
    belt.node('n4', true)
    run(20)
    belt.node('n5', true)
    belt.node('n5', true)
    run(1_000)
    expect(writes().slice(made)).toEqual([`PATCH ${listPath}`])
    expect(list()).toEqual({ n1: '1', n3: '1', n4: '1', n5: '1' })
    run(60_000)
    expect(writes()).toHaveLength(made + 1)
  })

  it('H43: a restart compares and mends; so does whoever has the right next; without it nothing is written', () => {
    const { begin, run, list, writes } = world()
    const one = begin()
    one.belt.node('n1', true)
    one.belt.right(true)
    run(1_000)
    one.kill()
    const made = writes().length
    const two = begin()
    two.belt.node('n2', true)
    run(60_000)
    expect(writes()).toHaveLength(made)
    two.belt.right(true)
    run(1_000)
    expect(list()).toEqual({ n2: '1' })
    two.belt.right(false)
    two.belt.node('n3', true)
    run(60_000)
    expect(list()).toEqual({ n2: '1' })
  })

  it('H43: what somebody changes or deletes is put right again', () => {
    const { kube, begin, run, list } = world()
    const { belt } = begin()
    belt.node('n1', true)
    belt.right(true)
    run(10_000)
    const [policy] = beltObjects
    kube.server.call('PATCH', listPath, { data: { n1: null, stranger: '1', n9: '1' } }, mergeType)
    kube.server.call('PATCH', policy?.path ?? '', { spec: { failurePolicy: 'Ignore' } }, mergeType)
    for (const { path } of beltObjects.slice(1)) kube.call('DELETE', path)
    run(10_000)
    expect(list()).toEqual({ n1: '1' })
    for (const { path, wanted } of beltObjects) expect(kube.call('GET', path)).toMatchObject(wanted)
    kube.call('DELETE', listPath)
    run(10_000)
    expect(list()).toEqual({ n1: '1' })
  })

  const mergeType = { 'content-type': 'application/merge-patch+json' }

  it('H43: what may not be written is said once, and the rest goes on; it is done when it may', () => {
    const { kube, said, begin, run, list } = world()
    kube.refuse((path) => path.includes('admissionregistration'))
    const { belt } = begin()
    belt.node('n1', true)
    belt.right(true)
    run(60_000)
    expect(list()).toEqual({ n1: '1' })
    expect(said).toEqual(beltObjects.map(() => 'warn second belt refused UNAUTHORIZED'))
    kube.refuse(() => false)
    run(10_000)
    for (const { path } of beltObjects) kube.call('GET', path)
  })

  it('H43: a belt that is taken off leaves nothing behind that could hold nodes for ever', () => {
    const { kube, begin, run } = world(false)
    for (const { collection, object } of beltObjects) kube.call('POST', collection, object)
    kube.call('POST', listsPath, listObject({ n1: '1' }))
    const { belt } = begin()
    belt.right(true)
    run(1_000)
    const gone = [...beltObjects, { path: listPath }]
    for (const { path } of gone) expect(kube.server.call('GET', path).status).toBe(404)
    const asked = kube.asked.length
    run(60_000)
    expect(kube.asked).toHaveLength(asked)
  })
})

describe('pods that opt in', () => {
  const seconds = (key: string, tolerationSeconds?: number) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  })
  const other = { key: 'mine', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 9 }

  it('H46: tolerate silence without end while their node is held, and as long as before when it is not', () => {
    const { kube, begin, run } = keeperWorld()
    const path = '/api/v1/namespaces/default/pods'
    const create = (name: string, labels: object) =>
      kube.call('POST', path, {
        metadata: { name, labels },
        spec: {
          nodeName: 'n1',
          tolerations: [other, seconds('not-ready', 300), seconds('unreachable', 60)],
          containers: [{ name: 'c', image: 'i' }],
        },
      })
    create('in', { [holdLabel]: 'true' })
    create('out', {})
    const tolerations = (name: string) =>
      (kube.call('GET', `${path}/${name}`)['spec'] as { tolerations: unknown }).tolerations
    const before = [other, seconds('not-ready', 300), seconds('unreachable', 60)]
    const { belt } = begin()
    belt.node('n1', true)
    belt.right(true)
    run(1_000)
    expect(tolerations('in')).toEqual([other, seconds('not-ready'), seconds('unreachable')])
    expect(tolerations('out')).toEqual(before)
    const writes = kube.asked.length
    belt.node('n1', false)
    run(1_000)
    expect(tolerations('in')).toEqual(before)
    expect(kube.call('GET', `${path}/in`).metadata.annotations).toBeUndefined()
    expect(kube.asked.slice(writes).filter((line) => line.includes('/pods/'))).toHaveLength(1)
  })

  it('H46: what was said before is kept as it was, whoever changes it meanwhile, and nothing unreadable counts', () => {
    const pod = (tolerations: readonly object[], annotations: Record<string, string> = {}) =>
      ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', annotations },
        spec: { tolerations },
      }) as KubeObject
    expect(tolerationPatch(pod([seconds('unreachable'), other]), true)).toBeUndefined()
    expect(tolerationPatch(pod([seconds('unreachable', 5)]), false)).toBeUndefined()
    const kept = { [toleratedAnnotation]: '{"node.kubernetes.io/unreachable":60}' }
    expect(tolerationPatch(pod([seconds('unreachable', 5)], kept), true)).toMatchObject({
      metadata: { annotations: kept },
    })
    const broken = { [toleratedAnnotation]: 'x' }
    expect(tolerationPatch(pod([seconds('unreachable')], broken), false)).toMatchObject({
      spec: { tolerations: [seconds('unreachable')] },
    })
  })
})

describe('with the cloud up, restarting and down', () => {
  it('H44: up: who is cut stays as he is, who is dead is not on the list and is evicted', () => {
    const { run, a1, a2, a3, node, isUntouched, isEvicted, list } = heldSite()
    expect(list()).toEqual(['a-1', 'a-2', 'a-3'])
    for (const peer of [a1, a2]) peer.agent.say('a-3', 'dead')
    a3.die()
    run(30_000)
    a2.die()
    for (const peer of [a1, a3]) peer.agent.say('a-2', 'alive')
    run(60_000)
    expect(list()).toEqual(['a-1', 'a-2'])
    expect(isUntouched('a-2')).toBe(true)
    expect([readyOf(node('a-2')), ...effects(node('a-2'))]).toEqual([
      'True',
      'causeway.io/isolated:NoSchedule',
    ])
    expect(isEvicted('a-3')).toBe(true)
  })

  it('H44: down for long: who was held is left alone, who had failed is evicted, and back it is as before', () => {
    const { run, a1, a2, a3, node, one, start, isUntouched, isEvicted, list } = heldSite()
    for (const peer of [a1, a2]) peer.agent.say('a-3', 'dead')
    a3.die()
    for (let i = 0; i < 100 && list().includes('a-3'); i++) run(100)
    expect([list(), isEvicted('a-3')]).toEqual([['a-1', 'a-2'], false])
    a2.die()
    one.kill()
    run(600_000)
    expect([isUntouched('a-1'), isUntouched('a-2')]).toEqual([true, true])
    expect(readyOf(node('a-2'))).toBe('Unknown')
    expect(isEvicted('a-3')).toBe(true)
    start()
    run(20_000)
    expect(list()).toEqual(['a-1', 'a-2'])
    expect([isUntouched('a-2'), readyOf(node('a-2'))]).toEqual([true, 'True'])
    a2.revive()
    run(20_000)
    expect(effects(node('a-2'))).toEqual([])
  })

  it('H44: restarting again and again it changes nothing, whoever falls silent meanwhile', () => {
    const { run, a2, stop, one, start, isUntouched, list } = heldSite()
    a2.die()
    for (let i = 0; i < 5; i++) {
      if (i % 2 === 0) one.kill()
      else stop()
      run(9_000)
      start()
      run(i * 700)
      expect([isUntouched('a-1'), isUntouched('a-2'), isUntouched('a-3')]).toEqual(
        Array(3).fill(true),
      )
    }
    run(10_000)
    expect(list()).toEqual(['a-1', 'a-2', 'a-3'])
  })

  it('H45: held by policy alone, a cut node is shown as Unknown, is left alone, and a dead one is evicted', () => {
    const { run, a1, a2, a3, kube, node, isUntouched, isEvicted, list } = heldSite('policy')
    const before = kube.asked.length
    for (const peer of [a1, a2]) peer.agent.say('a-3', 'dead')
    a3.die()
    run(20_000)
    a2.die()
    run(60_000)
    const renewals = kube.asked
      .slice(before)
      .filter((line) => line.startsWith('PUT ') && line.includes('kube-node-lease'))
    expect(renewals).toEqual([])
    expect(list()).toEqual(['a-1', 'a-2'])
    expect([readyOf(node('a-2')), isUntouched('a-2')]).toEqual(['Unknown', true])
    expect([readyOf(node('a-3')), isEvicted('a-3')]).toEqual(['Unknown', true])
    a2.revive()
    run(20_000)
    expect([readyOf(node('a-2')), isUntouched('a-2')]).toEqual(['True', true])
  })
})
