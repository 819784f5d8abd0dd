// A node's local API under `up`: kubectl before, during and after a cut, with real processes.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKubectls, runKubectl } from '../support/kubectls.ts'
import type { Ran } from '../support/kubectls.ts'
import { UpWorld } from './world.ts'

const node = 'site-a-1'

describe('a local API', () => {
  let world: UpWorld
  beforeAll(async () => {
    world = await UpWorld.start(['--sites', 'site-a=2', '--pace', 'fast'])
  }, 300_000)
  afterAll(async () => {
    expect(await world.stop(), 'processes left behind').toEqual([])
  }, 200_000)

  const kubeconfig = (): string => `${world.data}/${node}.kubeconfig`
  const kubectl = (path: string, ...args: readonly string[]): Promise<Ran> =>
    runKubectl(path, ['--kubeconfig', kubeconfig(), ...args], { HOME: world.data })
  const get = (path: string): Promise<Ran> => kubectl('kubectl', 'get', '--raw', path)

  const reads: readonly (readonly string[])[] = [
    ['get', 'pods', '-A', '-o', 'yaml'],
    ['get', 'pods', '-l', 'app=w', '-o', 'name'],
    ['get', 'pods', '--field-selector', 'status.phase=Running', '-o', 'name'],
    ['get', 'services,endpointslices', '-A', '-o', 'yaml'],
    ['get', 'nodes', '-o', 'name'],
    ['get', 'node', node, '-o', 'jsonpath={.metadata.uid} {.status.capacity}'],
    ['get', 'configmap', 'conf', '-o', 'yaml'],
    ['api-resources', '-o', 'name'],
    ['version', '-o', 'json'],
  ]

  async function deploy(): Promise<void> {
    const kube = (...args: readonly string[]) => world.kubectl(...args)
    await kube('create', 'configmap', 'conf', '--from-literal=k=1')
    await kube('create', 'configmap', 'unread', '--from-literal=k=1')
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'w' },
      spec: {
        replicas: 4,
        selector: { matchLabels: { app: 'w' } },
        template: {
          metadata: { labels: { app: 'w' } },
          spec: {
            containers: [{ name: 'c', image: 'i' }],
            volumes: [{ name: 'v', configMap: { name: 'conf' } }],
          },
        },
      },
    }
    writeFileSync(`${world.data}/w.json`, JSON.stringify(deployment))
    expect((await kube('create', '-f', `${world.data}/w.json`)).err).toBe('')
    await kube('expose', 'deployment', 'w', '--port', '80')
    await world.until('all endpoints are ready, as the local API says', async () => {
      const slices = await kubectl('kubectl', 'get', 'endpointslices', '-o', 'yaml')
      const pods = await kubectl('kubectl', ...(reads[2] ?? []))
      const ready = slices.out.match(/ready: true/g)?.length
      return ready === 4 && pods.out.trim().split('\n').length === 2
    })
  }

  it('A24: kubectl sees the same linked and cut, whatever its version', async () => {
    await deploy()
    expect(world.process('edge', node)?.addresses['api']).toMatch(/^127\.\d+\.\d+\.\d+:\d+$/)
    const kubectls = findKubectls()
    const before = new Map<string, Ran>()
    const name = (path: string, args: readonly string[]) => `${path} ${args.join(' ')}`
    for (const { path } of kubectls)
      for (const args of reads) {
        const ran = await kubectl(path, ...args)
        expect([ran.err.replace(/WARNING.*\n/, ''), ran.code], name(path, args)).toEqual(['', 0])
        before.set(name(path, args), ran)
      }
    await world.causeway('cut', node)
    await world.until('the cut is noticed', async () => (await get('/version')).code === 0)
    for (const { path } of kubectls)
      for (const args of reads)
        expect((await kubectl(path, ...args)).out, name(path, args)).toBe(
          before.get(name(path, args))?.out,
        )
    const outside = await kubectl('kubectl', 'get', 'configmap', 'unread')
    expect(outside.err).toContain('only those that its pods refer to')
    const described = await kubectl('kubectl', 'describe', 'pods', '-l', 'app=w')
    expect(described.out.match(/^Name: /gm)).toHaveLength(2)
  }, 400_000)

  it('A24: after a restart of the agent while cut, all is there again', async () => {
    const before = await kubectl('kubectl', 'get', 'pods', '-o', 'name')
    world.kill('edge', node)
    await world.causeway('start', node)
    await world.until('the local API answers', async () => (await get('/healthz')).out === 'ok')
    expect((await kubectl('kubectl', 'get', 'pods', '-o', 'name')).out).toBe(before.out)
    for (const args of [
      ['api-resources'],
      ['describe', 'node', node],
      ['describe', 'service', 'w'],
      ['explain', 'pods.spec.nodeName'],
    ])
      expect([args, (await kubectl('kubectl', ...args)).err]).toEqual([args, ''])
    expect(await kubectl('kubectl', 'auth', 'can-i', 'get', `node/${node}`)).toMatchObject({
      code: 0,
      out: 'yes\n',
    })
    expect((await kubectl('kubectl', 'auth', 'can-i', '--list')).err).toContain('single questions')
    await world.causeway('heal', node)
    await world.until('the cluster is asked again', async () => {
      return (await kubectl('kubectl', 'get', 'configmap', 'unread')).err.includes('Forbidden')
    })
  }, 400_000)

  it('A24: a watch tells of changes as they come, also over a cut and a heal', async () => {
    const args = ['--kubeconfig', kubeconfig(), 'get', 'pods', '-w', '-o', 'name', '--watch-only']
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    let told = ''
    child.stdout.on('data', (bytes: Buffer) => (told += bytes.toString()))
    try {
      await world.causeway('cut', node)
      await world.kubectl('delete', 'deployment', 'w')
      await world.causeway('heal', node)
      await world.until('both deletions are told', async () => {
        return (
          new Set(
            told
              .trim()
              .split('\n')
              .filter((line) => line !== ''),
          ).size === 2
        )
      })
      await world.until('the list is empty', async () => {
        return (await kubectl('kubectl', 'get', 'pods', '-o', 'name')).out === ''
      })
    } finally {
      child.kill()
    }
  }, 400_000)
})
