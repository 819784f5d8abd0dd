// The story of a node that is cut off: it reads, writes, reboots, loses its disk and comes back, the same on every bus.
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/objects/object.ts'
import { findKubectls } from '../support/kubectls.ts'
import type { Kubectl } from '../support/kubectls.ts'
import { podsOn, readyEndpoints } from './cluster.ts'
import { prepareDevices, readDevices, withToken } from './devices-story.ts'
import { NodeView, type SmallSite } from './node-view.ts'
import { leadToAll, trafficFollowsPods } from './traffic-story.ts'
import type { UpWorld } from './world.ts'

const long = 400_000

interface Pod extends KubeObject {
  readonly status: { readonly podIP: string; readonly phase: string }
}

interface Slice extends KubeObject {
  readonly endpoints?: readonly {
    readonly addresses: readonly string[]
    readonly conditions: { readonly ready: boolean }
    readonly targetRef: { readonly name: string }
  }[]
}

/** Tells the story of the first node of a site, on a world that has the Deployment and Service `w`; with these kubectls at its API. */
export function tellAlone(
  world: () => UpWorld,
  site: SmallSite,
  versions: readonly string[] = ['default'],
): void {
  describe('a node that is cut off', () => {
    const kubectls = findKubectls().filter(({ name }) => versions.includes(name))
    let view: NodeView
    beforeAll(async () => {
      view = new NodeView(world(), site)
      await prepare(view)
    }, long)
    afterAll(() => view.close())
    it(
      'U65: the proxy of each node leads to all pods of a service, and to none that is deleted',
      () => trafficFollowsPods(world()),
      long,
    )
    it(
      'A24, A29, U65: kubectl reads the same linked and cut, whatever its version, asks what it may, its watch goes on, and the proxies lead on',
      () => readsAlike(view, kubectls),
      long,
    )
    it(
      'A87, G20: kubectl with a token is whom the token names, reads further kinds where that may, also while cut; one of nobody is refused',
      () => tokensCount(view, kubectls),
      long,
    )
    it(
      'A78: what it writes while a peer relays it is in the cloud once, before the heal',
      () => writesRelayed(view),
      long,
    )
    it(
      'A75, A76, A96, U65: alone it writes and reboots; all is seen at once, with new addresses in slices, names and proxies, its peer’s too, and is in the cloud once after the heal',
      () => writesAndReboots(view, kubectls),
      long,
    )
    it(
      'A77: with its disk lost, stores or all, it answers 503 until it is healed, and no pod died',
      () => losesDisk(view),
      long,
    )
  })
}

/** A ConfigMap that a pod of the node refers to, one that none does, and a Service whose names are its pods' addresses. */
async function prepare(view: NodeView): Promise<void> {
  const { world, node } = view
  await prepareDevices(view)
  await world.kubectl('create', 'configmap', 'unread', '--from-literal=k=1')
  await world.kubectl('create', 'configmap', 'conf', '--from-literal=k=1')
  const volumes = '[{"name":"v","configMap":{"name":"conf"}}]'
  const spec = `{"spec":{"nodeName":"${node}","volumes":${volumes}}}`
  const labels = '--labels=app=reader'
  await world.kubectl('run', 'reader', '--image=i', labels, `--overrides=${spec}`)
  await world.kubectl('expose', 'deployment', 'w', '--port=80', '--name=heads', '--cluster-ip=None')
  const pods = (await podsOn(world, node)).length
  const total = await readyEndpoints(world)
  await world.until('its feeds have brought all', async () => {
    const slices = await view.items<Slice>('endpointslices')
    const ready = slices.flatMap(({ endpoints = [] }) => endpoints)
    const phase = 'status.phase=Running'
    const conf = await view.local('get', 'configmap', 'conf')
    return (
      ready.filter(({ conditions }) => conditions.ready).length === 2 * total &&
      (await view.items('pods', '--field-selector', phase)).length === pods &&
      conf.code === 0
    )
  })
}

const readsOf = (node: string): readonly (readonly string[])[] => [
  ['get', 'pods,services,endpointslices', '-A', '-o', 'yaml'],
  ['get', 'configmap', 'conf', '-o', 'yaml'],
  ['get', 'pods', '-l', 'app=w', '-o', 'name'],
  ['get', 'pods', '-l', 'app notin (w)', '--field-selector', 'status.phase=Running', '-o', 'name'],
  ['get', 'nodes', '-o', 'name'],
  ['get', 'node', node, '-o', 'jsonpath={.metadata.uid} {.status.capacity}'],
  ['describe', 'service', 'w'],
  ['api-resources', '-o', 'name'],
]

/** What every kubectl prints, each beside what it was asked. */
async function shownBy(
  view: NodeView,
  kubectls: readonly Kubectl[],
): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>()
  const ask = async ({ name, path }: Kubectl): Promise<void> => {
    for (const args of readsOf(view.node)) {
      const { out, err, code } = await view.as(path, ...args)
      const asked = `${name} ${args.join(' ')}`
      expect([err.replace(/WARNING.*\n/, ''), code], asked).toEqual(['', 0])
      shown.set(asked, out)
    }
  }
  await Promise.all(kubectls.map(ask))
  return shown
}

async function readsAlike(view: NodeView, kubectls: readonly Kubectl[]): Promise<void> {
  const { world, node } = view
  expect(kubectls).not.toEqual([])
  expect(world.process('edge', node)?.addresses['api']).toMatch(/^127\.\d+\.\d+\.\d+:\d+$/)
  const seen = view.watch('node', ['pod', 'reader'], 'seen={.metadata.labels.seen}')
  await world.until('the watch has begun', async () => seen.lines().length === 1)
  const before = await shownBy(view, kubectls)
  await view.cutOff()
  expect(await shownBy(view, kubectls)).toEqual(before)
  await leadToAll(world, [node, view.peer])
  const outside = await view.local('get', 'configmap', 'unread')
  expect(outside.err).toContain('only those that its pods refer to')
  const described = await view.local('describe', 'pods', '-l', 'app=reader')
  expect(described.out).toMatch(/^Name: +reader\n[^]*\nNode: +site-[^]*ConfigMapName|Name: +conf/m)
  for (const args of [
    ['describe', 'node', node],
    ['explain', 'pods.spec.nodeName'],
  ])
    expect([args, (await view.local(...args)).err]).toEqual([args, ''])
  expect((await view.local('auth', 'can-i', 'get', `node/${node}`)).out).toBe('yes\n')
  const rules = await view.local('auth', 'can-i', '--list')
  expect(rules.out).toContain('selfsubjectreviews.authentication.k8s.io')
  expect(rules.err).toContain('what was decided before is listed')
  await world.kubectl('label', 'pod', 'reader', 'seen=later')
  expect(seen.lines()).toEqual(['seen='])
  await world.causeway('heal', view.peer)
  await world.until('a peer brings the change', async () => seen.lines().at(-1) === 'seen=later')
  expect(seen.lines()).toEqual(['seen=', 'seen=later'])
  seen.stop()
}

async function tokensCount(view: NodeView, kubectls: readonly Kubectl[]): Promise<void> {
  const ask = await withToken(view, 'default', 'default')
  for (const { path } of kubectls) {
    expect((await ask(path, 'get', '--raw', '/apis')).out, path).toContain('APIGroupList')
    const refused = await ask(path, 'get', 'secrets')
    expect(refused.err, path).toContain('system:serviceaccount:default:default')
    const wrong = await ask(path, 'get', '--raw', '/apis', '--token', 'none')
    expect(wrong.err, path).toMatch(/Unauthorized|logged in/)
  }
  await readDevices(view, kubectls)
  const whoami = await ask(
    'kubectl',
    'auth',
    'whoami',
    '-o',
    'jsonpath={.status.userInfo.username}',
  )
  expect([whoami.out, whoami.err]).toEqual(['system:serviceaccount:default:default', ''])
}

async function writesRelayed(view: NodeView): Promise<void> {
  const { world, node } = view
  expect((await view.local('annotate', 'node', node, 'relayed=yes')).err).toBe('')
  await world.until('the cloud has it', async () => {
    return (await view.inCloud()).annotations?.['relayed'] === 'yes'
  })
  const { verdict, path } = await world.node(node)
  expect([verdict, path]).toEqual(['isolated', expect.stringMatching(/^peer:/)])
  const [own = -1] = await numbersOf(view, 'relayed')
  const replayed = (await view.facts('write-replayed')).filter(({ fact }) => fact.number === own)
  expect(replayed).toHaveLength(1)
}

/** Numbers of the accepted writes that are about some text. */
async function numbersOf(view: NodeView, text: string): Promise<readonly number[]> {
  const accepted = await view.facts('write-accepted')
  const about = accepted.filter(({ fact }) => JSON.stringify(fact).includes(text))
  expect(about.map(({ producer }) => producer)).toEqual(about.map(() => `node/${view.node}`))
  return about.map(({ fact }) => fact.number)
}

const condition = (message: string): string =>
  JSON.stringify({ status: { conditions: [{ type: 'Alone', status: 'True', message }] } })

/** A version as a part of a label's name that a JSONPath can spell. */
const tag = (version: string): string => version.replace('.', '-')

async function write(view: NodeView, kubectls: readonly Kubectl[]): Promise<void> {
  const { node } = view
  for (const { name, path } of kubectls) {
    expect((await view.as(path, 'label', 'node', node, `shelf-${tag(name)}=seven`)).err).toBe('')
    expect((await view.as(path, 'annotate', 'node', node, `note-${tag(name)}=alone`)).err).toBe('')
    const selected = await view.as(
      path,
      'get',
      'node',
      '-l',
      `shelf-${tag(name)}=seven`,
      '-o',
      'name',
    )
    expect(selected.out).toBe(`node/${node}\n`)
  }
  const patch = ['patch', 'node', node, '--subresource=status', '-p', condition('seven')]
  expect((await view.local(...patch)).err).toBe('')
}

/** What was written, as a view of the Node has it. */
function writtenIn({ metadata, ...node }: KubeObject, kubectls: readonly Kubectl[]) {
  const { conditions } = node['status'] as { conditions: { type: string; message?: string }[] }
  const own = kubectls.flatMap(({ name }) => [
    metadata.labels?.[`shelf-${tag(name)}`],
    metadata.annotations?.[`note-${tag(name)}`],
  ])
  return [...own, conditions.find(({ type }) => type === 'Alone')?.message]
}

async function writesAndReboots(view: NodeView, kubectls: readonly Kubectl[]): Promise<void> {
  const { world, node } = view
  const last = `shelf-${tag(kubectls.at(-1)?.name ?? '')}`
  const shelf = (where: 'node' | 'cloud') =>
    view.watch(where, ['node', node], `{.metadata.labels.${last}}`)
  await view.cutOff()
  const [nodeShelf, cloudShelf] = [shelf('node'), shelf('cloud')]
  await world.until('both watches have begun', async () => {
    return nodeShelf.lines().length === 1 && cloudShelf.lines().length === 1
  })
  const all = [...kubectls.flatMap(() => ['seven', 'alone']), 'seven']
  const here = async () => {
    const { out } = await view.local('get', 'node', node, '-o', 'json')
    return writtenIn(JSON.parse(out) as KubeObject, kubectls)
  }
  await write(view, kubectls)
  expect(await here()).toEqual(all)
  await world.until('the watch tells it', async () => nodeShelf.lines().at(-1) === 'seven')
  expect(nodeShelf.lines()).toEqual(['', 'seven'])

  await rebootsAlone(view)
  expect(await here()).toEqual(all)
  const there = async () =>
    writtenIn(await world.get<KubeObject>(`/api/v1/nodes/${node}`), kubectls)
  expect(await there()).toEqual(all.map(() => undefined))

  await view.heal()
  await world.until('the cloud has all', async () => {
    return JSON.stringify(await there()) === JSON.stringify(all)
  })
  expect(await here()).toEqual(all)
  await eachOnce(view, await numbersOf(view, 'shelf-'))
  await world.kubectl('label', 'node', node, `${last}=later`, '--overwrite')
  await world.until('the watch in the cloud tells it', async () => {
    return cloudShelf.lines().at(-1) === 'later'
  })
  expect(cloudShelf.lines(), 'one write is one change').toEqual(['', 'seven', 'later'])
  nodeShelf.stop()
  cloudShelf.stop()
}

/** Each of these writes was replayed once, none conflicted, and the node knows. */
async function eachOnce(view: NodeView, numbers: readonly number[]): Promise<void> {
  await view.world.until('no write is pending', async () => {
    const settled = await view.facts('writes-settled')
    return settled.some(({ fact }) => Number(fact['upTo']) >= Math.max(...numbers))
  })
  const replayed = (await view.facts('write-replayed')).map(({ fact }) => fact.number)
  expect(replayed.filter((number) => numbers.includes(number))).toEqual(numbers)
  expect(await view.facts('write-conflicted')).toEqual([])
}

/** The addresses of the node's pods of `w`, by name, as its pods and as its slices of a Service have them. */
async function addressesOf(view: NodeView, service: string) {
  const pods = await view.items<Pod>('pods', '-l', 'app=w')
  const slices = await view.items<Slice>(
    'endpointslices',
    '-l',
    `kubernetes.io/service-name=${service}`,
  )
  const ofPods = new Map(pods.map((pod) => [pod.metadata.name, pod.status.podIP]))
  const endpoints = slices.flatMap(({ endpoints: some = [] }) => some)
  const own = endpoints.filter(({ targetRef }) => ofPods.has(targetRef.name))
  return {
    pods: ofPods,
    slices: new Map(own.map(({ targetRef, addresses }) => [targetRef.name, addresses[0]])),
    all: endpoints.flatMap(({ addresses }) => addresses).toSorted(),
  }
}

/** Agent and kubelet are killed and started while cut: API, pods, Services and names are back, pods with new addresses. */
async function rebootsAlone(view: NodeView): Promise<void> {
  const { world, node } = view
  const clusterIp = await view.resolved('w')
  const before = await addressesOf(view, 'heads')
  expect(await view.resolved('heads')).toEqual(before.all)
  world.kill('edge', node)
  world.kill('kubelet', node)
  await view.start()
  expect(await view.resolved('w')).toEqual(clusterIp)
  await world.until('its pods run again, at other addresses', async () => {
    const { pods } = await addressesOf(view, 'heads')
    return [...pods].every(([name, address]) => address !== before.pods.get(name))
  })
  const after = await addressesOf(view, 'heads')
  expect([...after.pods.keys()]).toEqual([...before.pods.keys()])
  expect(after.slices).toEqual(after.pods)
  expect((await addressesOf(view, 'w')).slices).toEqual(after.pods)
  expect(await view.resolved('heads')).toEqual(after.all)
  expect(after.all).toHaveLength(before.all.length)
  const peer = view.ofPeer()
  await world.until('its peer, cut off too, has the new addresses', async () => {
    const { all } = await addressesOf(peer, 'heads')
    return all.join() === after.all.join()
  })
  expect(await peer.resolved('heads')).toEqual(after.all)
  await leadToAll(world, [node, view.peer])
}

async function losesDisk(view: NodeView): Promise<void> {
  const { world, node } = view
  const folder = `${world.data}/nodes/${node}`
  const pods = await podsOn(world, node)
  const total = await readyEndpoints(world)
  const lives = '{.items[*].metadata.uid} {.items[*].status.containerStatuses[*].state}'
  const living = async () => (await world.kubectl('get', 'pods', '-o', `jsonpath=${lives}`)).out
  const before = await living()
  await view.cutOff()
  const lost = [['journal', 'head', 'mirror'].map((store) => `${folder}/${store}`), [folder]]
  for (const paths of lost) {
    world.kill('edge', node)
    for (const path of paths) rmSync(path, { recursive: true })
    await world.causeway('start', node)
    await world.until('its local API answers', async () => {
      return (await view.local('get', '--raw', '/healthz')).code === 0
    })
    const raw = await view.local('get', '--raw', '/api/v1/namespaces/default/pods')
    expect([raw.out, raw.code]).toEqual(['', 1])
    expect(raw.err).toContain('ServiceUnavailable')
  }
  await view.heal()
  await world.until('its pods are shown again', async () => {
    return (await view.items('pods')).length === pods.length
  })
  await world.until('all endpoints are ready', async () => {
    return (await readyEndpoints(world)) === total
  })
  expect(await living()).toBe(before)
  await world.kubectl('delete', 'pod/reader', 'service/heads')
}
