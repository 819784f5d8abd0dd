// Feeds with real processes: a large ConfigMap reaches the node whose pod refers to it, a Secret no other node.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { openNodeKeyring } from '../../bus/adapters/node-keyring.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Store } from '../../bus/store.ts'
import { readMirror, type MirroredObject } from '../../edge/mirror/read-mirror.ts'
import { doneOf, outcomeOf } from '../../src/cli/promise.ts'
import { describeWith, startNats, type RunningServer } from '../servers.ts'
import { UpWorld } from './world.ts'

const [near, far] = ['site-a-1', 'site-a-2'] as const
/** Data may have 1 MiB; as JSON this is an object of 1.5 MB. */
const blob = '"x'.repeat(520_000)
const password = 'the word that only one node may read'

/** The mirror of a node, from a copy of its folder. */
async function mirrorOf(world: UpWorld, node: string): Promise<readonly MirroredObject[]> {
  const copy = mkdtempSync(join(tmpdir(), 'causeway-mirror-'))
  try {
    cpSync(join(world.data, 'nodes', node), copy, { recursive: true })
    const keyring = await outcomeOf<Keyring>((done) => openNodeKeyring(join(copy, 'keys'), done))
    const store = await outcomeOf<Store>((done) => openLevelStore(join(copy, 'mirror'), done))
    const read = outcomeOf<readonly MirroredObject[]>((done) => readMirror(store, keyring, done))
    return await read.finally(() => doneOf((done) => store.close(done)))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

const named = (objects: readonly MirroredObject[], resource: string, name: string) =>
  objects.find(({ key }) => key.resource === resource && key.name === name)?.object

/** All bytes below a folder of a running process, as text: read anew where a file vanished meanwhile. */
async function textBelow(world: UpWorld, folder: string): Promise<string> {
  let text = ''
  const read = async (): Promise<boolean> => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    text = files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n')
    return text !== ''
  }
  await world.until(`${folder} is read while nothing of it is removed`, read)
  return text
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reader', namespace: 'default' },
  spec: {
    nodeName: near,
    containers: [
      {
        name: 'reader',
        image: 'registry.k8s.io/pause',
        envFrom: [{ secretRef: { name: 'hush' } }],
      },
    ],
    volumes: [{ name: 'blob', configMap: { name: 'blob' } }],
  },
}

/** What must be so on any bus. */
async function story(world: UpWorld): Promise<void> {
  const file = join(world.data, 'blob.txt')
  writeFileSync(file, blob)
  const made = await world.kubectl('create', 'configmap', 'blob', `--from-file=${file}`)
  expect(made.err).toBe('')
  await world.kubectl('create', 'secret', 'generic', 'hush', `--from-literal=word=${password}`)
  writeFileSync(join(world.data, 'pod.json'), JSON.stringify(pod))
  expect((await world.kubectl('create', '-f', join(world.data, 'pod.json'))).err).toBe('')
  let objects: readonly MirroredObject[] = []
  const arrived = async (): Promise<boolean> => {
    objects = await mirrorOf(world, near)
    const there = (resource: string, name: string) => named(objects, resource, name) !== undefined
    return there('configmaps', 'blob') && there('secrets', 'hush') && there('pods', 'reader')
  }
  await world.until('pod, ConfigMap and Secret are in the mirror', arrived)
  expect(named(objects, 'configmaps', 'blob')?.['data']).toEqual({ 'blob.txt': blob })
  expect(named(objects, 'secrets', 'hush')?.['data']).toEqual({ word: btoa(password) })
  const current = async (): Promise<boolean> =>
    (await world.status()).nodes.every(({ feeds }) => feeds?.current === true)
  await world.until('all mirrors are current', current)
  let others: readonly MirroredObject[] = []
  const sharedArrived = async (): Promise<boolean> => {
    others = await mirrorOf(world, far)
    const [service, node] = [named(others, 'services', 'kubernetes'), named(others, 'nodes', near)]
    return service !== undefined && node !== undefined
  }
  await world.until('the other node has what is for all', sharedArrived)
  for (const [resource, name] of [
    ['configmaps', 'blob'],
    ['secrets', 'hush'],
    ['pods', 'reader'],
  ] as const)
    expect(named(others, resource, name)).toBeUndefined()
  for (const folder of ['cloud/feeds', `nodes/${near}`, `nodes/${far}`]) {
    const text = await textBelow(world, join(world.data, folder))
    expect(text).not.toContain(password)
    expect(text).not.toContain(btoa(password))
  }
  await world.kubectl('delete', 'pod', 'reader', '--grace-period=0', '--force')
  await world.until('what the pod referred to has left the node', async () => {
    const left = await mirrorOf(world, near)
    return !named(left, 'configmaps', 'blob') && !named(left, 'secrets', 'hush')
  })
  expect((await world.causeway('status', '-o', 'wide')).out).toMatch(/FEEDS[\s\S]*current/)
}

const args = ['--sites', 'site-a=2', '--pace', 'fast']

describe('feeds on the embedded bus', () => {
  let world: UpWorld
  beforeAll(async () => {
    world = await UpWorld.start(args)
  }, 300_000)
  afterAll(async () => {
    expect(await world.stop(), 'processes left behind').toEqual([])
  }, 200_000)

  it(
    'D40: a 1.5 MB ConfigMap arrives where a pod refers to it; a Secret is read there alone',
    () => story(world),
    400_000,
  )
})

describeWith('nats-server', 'feeds on nats-server', () => {
  let world: UpWorld
  let server: RunningServer
  beforeAll(async () => {
    server = await startNats()
    world = await UpWorld.start([...args, '--bus', `nats://127.0.0.1:${server.port}`])
  }, 300_000)
  afterAll(async () => {
    expect(await world.stop(), 'processes left behind').toEqual([])
    await server.remove()
  }, 200_000)

  it(
    'D40: likewise over NATS, whose messages are smaller than the ConfigMap',
    () => story(world),
    400_000,
  )
})
