// The story of a node that works alone under `up`: reads, writes, names and a lost disk, with real kubectl and real kills.
import { spawn, type ChildProcess } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/objects/object.ts'
import { runKubectl } from '../support/kubectls.ts'
import type { Ran } from '../support/kubectls.ts'
import { podsOn, readyEndpoints } from './cluster.ts'
import { UpWorld } from './world.ts'

// Alone in its site: no peer carries its facts while it is cut.
const node = 'site-a-1'

interface Listed {
  readonly producer: string
  readonly fact: Readonly<Record<string, unknown>> & { readonly number: number }
}

describe('a node alone', () => {
  let world: UpWorld
  const watches: ChildProcess[] = []
  beforeAll(async () => {
    world = await UpWorld.start(['--sites', 'site-a=1,site-b=1', '--pace', 'fast'])
    await world.kubectl('create', 'deployment', 'w', '--image=i', '--replicas=4')
    await world.kubectl('expose', 'deployment', 'w', '--port=80')
    await world.until('its feeds have brought all endpoints', async () => {
      const { out } = await local('get', 'endpointslices', '-o', 'yaml')
      const pods = await local(
        'get',
        'pods',
        '--field-selector',
        'status.phase=Running',
        '-o',
        'name',
      )
      return out.match(/ready: true/g)?.length === 4 && pods.out.trim().split('\n').length === 2
    })
  }, 300_000)
  afterAll(async () => {
    for (const watch of watches) watch.kill()
    expect(await world.stop(), 'processes left behind').toEqual([])
  }, 200_000)

  const local = (...args: readonly string[]): Promise<Ran> =>
    runKubectl('kubectl', ['--kubeconfig', `${world.data}/${node}.kubeconfig`, ...args], {
      HOME: world.data,
    })
  /** What a watch of the node prints: each label it had, once per change. */
  const watchShelf = (kubeconfig: string): (() => readonly string[]) => {
    const shown = 'jsonpath=shelf={.metadata.labels.shelf}{"\\n"}'
    const args = ['--kubeconfig', `${world.data}/${kubeconfig}`, 'get', 'node', node, '-w']
    const watch = spawn('kubectl', [...args, '-o', shown], { stdio: ['ignore', 'pipe', 'ignore'] })
    watches.push(watch)
    let told = ''
    watch.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
    return () => {
      const lines = told.split('\n').slice(0, -1)
      return lines.filter((line, at) => line !== lines[at - 1])
    }
  }
  const inCloud = async (): Promise<KubeObject['metadata']> =>
    (await world.get<KubeObject>(`/api/v1/nodes/${node}`)).metadata
  const facts = async (kind: string): Promise<readonly Listed[]> => {
    const { out } = await world.causeway('events', '--kind', kind, '-o', 'json')
    const lines = out.split('\n').filter((line) => line !== '')
    return lines
      .map((line) => JSON.parse(line) as Listed)
      .filter(({ fact }) => fact['node'] === node)
  }
  const resolved = (): Promise<readonly string[]> => {
    const resolver = new Resolver({ timeout: 30_000, tries: 1 })
    resolver.setServers([world.process('edge', node)?.addresses['dns'] ?? ''])
    return resolver.resolve4('w.default.svc.cluster.local')
  }
  const cut = async (): Promise<void> => {
    await world.causeway('cut', node)
    const isIsolated = async () => (await world.node(node)).verdict === 'isolated'
    await world.until('it is isolated', isIsolated)
    await world.until('its agent knows it', async () =>
      (await local('get', '--raw', '/api/v1/namespaces/kube-system/configmaps/none')).err.includes(
        'cannot be reached from this node',
      ),
    )
  }
  const heal = async (): Promise<void> => {
    await world.causeway('heal', node)
    await world.until('it is healthy', async () => (await world.node(node)).verdict === 'healthy')
  }
  const startEdge = async (): Promise<void> => {
    await world.causeway('start', node)
    await world.until('the local API answers', async () => {
      return (await local('get', '--raw', '/healthz')).out === 'ok'
    })
  }

  it('A75: what is written on a cut node is seen there at once, outlives a kill, and is in the cloud once after the heal', async () => {
    const reads = [
      ['get', 'pods', '-A', '-o', 'yaml'],
      ['get', 'pods', '-l', 'app=w', '-o', 'name'],
      ['get', 'pods', '-l', 'app!=w', '-o', 'name'],
      ['get', 'pods', '--field-selector', `spec.nodeName=${node}`, '-o', 'name'],
      ['get', 'services', '-l', 'app=w', '-o', 'yaml'],
    ]
    const shown = async () => {
      const all = await Promise.all(reads.map((args) => local(...args)))
      return all.map(({ out, err, code }) => [out, err, code])
    }
    const before = await shown()
    const nodeShelf = watchShelf(`${node}.kubeconfig`)
    const cloudShelf = watchShelf('kubeconfig')
    await world.until('both watches have begun', async () => {
      return nodeShelf().length === 1 && cloudShelf().length === 1
    })
    await cut()
    expect(await shown()).toEqual(before)

    expect((await local('label', 'node', node, 'shelf=seven')).err).toBe('')
    expect((await local('annotate', 'node', node, 'note=alone')).err).toBe('')
    const written = async () =>
      (
        await local(
          'get',
          'node',
          node,
          '-o',
          'jsonpath={.metadata.labels.shelf} {.metadata.annotations.note}',
        )
      ).out
    expect(await written()).toBe('seven alone')
    expect((await local('get', 'node', '-l', 'shelf=seven', '-o', 'name')).out).toBe(
      `node/${node}\n`,
    )
    await world.until('the watch tells it', async () => nodeShelf().at(-1) === 'shelf=seven')
    expect(nodeShelf()).toEqual(['shelf=', 'shelf=seven'])
    expect((await inCloud()).labels).not.toHaveProperty('shelf')

    world.kill('edge', node)
    await startEdge()
    expect(await written()).toBe('seven alone')
    expect((await inCloud()).labels).not.toHaveProperty('shelf')
    expect(cloudShelf()).toEqual(['shelf='])

    await heal()
    await world.until('the cloud has both', async () => {
      const { labels, annotations } = await inCloud()
      return labels?.['shelf'] === 'seven' && annotations?.['note'] === 'alone'
    })
    expect(await written()).toBe('seven alone')
    const ours = (await facts('write-accepted')).filter(({ fact }) =>
      /shelf|note/.test(JSON.stringify(fact)),
    )
    expect(ours.map(({ producer }) => producer)).toEqual([`node/${node}`, `node/${node}`])
    const last = ours.at(-1)?.fact.number ?? Infinity
    await world.until('no write is pending', async () => {
      const settled = await facts('writes-settled')
      return settled.some(({ fact }) => Number(fact['upTo']) >= last)
    })
    const replayed = (await facts('write-replayed')).map(({ fact }) => fact.number)
    expect(replayed.filter((number) => ours.some(({ fact }) => fact.number === number))).toEqual(
      ours.map(({ fact }) => fact.number),
    )
    expect(await facts('write-conflicted')).toEqual([])

    await world.kubectl('label', 'node', node, 'shelf=later', '--overwrite')
    world.kill('cloud')
    await world.causeway('start', 'cloud')
    await world.until('the node shows what the cloud says now', async () => {
      return (await written()) === 'later alone'
    })
    expect(cloudShelf(), 'one write is one change').toEqual([
      'shelf=',
      'shelf=seven',
      'shelf=later',
    ])
  }, 400_000)

  it('A76: a Service’s name is answered on the node before and during a cut, also after a kill', async () => {
    const { spec } = await world.get<{ spec: { clusterIP: string } }>(
      '/api/v1/namespaces/default/services/w',
    )
    expect(await resolved()).toEqual([spec.clusterIP])
    await cut()
    expect(await resolved()).toEqual([spec.clusterIP])
    world.kill('edge', node)
    await startEdge()
    expect(await resolved()).toEqual([spec.clusterIP])
    await heal()
  }, 400_000)

  it('A77: a node whose stores are lost while it is cut answers 503, and after the heal all is there and no pod died', async () => {
    const pods = await podsOn(world, node)
    expect(pods).toHaveLength(2)
    const shown = async () => (await local('get', 'pods', '-o', 'name')).out
    const lives = '{.items[*].metadata.uid} {.items[*].status.containerStatuses[*].state}'
    const living = async () => (await world.kubectl('get', 'pods', '-o', `jsonpath=${lives}`)).out
    const before = await living()
    expect(before.match(/startedAt/g)).toHaveLength(4)
    await cut()
    world.kill('edge', node)
    for (const store of ['journal', 'head', 'mirror'])
      rmSync(`${world.data}/nodes/${node}/${store}`, { recursive: true })
    await world.causeway('start', node)
    await world.until('its local API answers', async () => {
      return (await local('get', '--raw', '/healthz')).code === 0
    })
    const raw = await local('get', '--raw', '/api/v1/namespaces/default/pods')
    expect([raw.out, raw.code]).toEqual(['', 1])
    expect(raw.err).toContain('ServiceUnavailable')
    await heal()
    await world.until('its pods are shown again', async () => {
      return (await shown()).trim().split('\n').length === pods.length
    })
    await world.until('all endpoints are ready', async () => (await readyEndpoints(world)) === 4)
    expect(await living()).toBe(before)
  }, 400_000)
})
