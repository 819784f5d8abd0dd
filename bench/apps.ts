// Apps in very many units: one cloud's controllers against a small Kubernetes in the same process.
import { memoryHttpClient } from '../bus/adapters/memory-http.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import { openApps } from '../cloud/apps/apps-side.ts'
import { cloudPaces } from '../cloud/config.ts'
import type { CloudConfig } from '../cloud/config.ts'
import type { AppsSideParts } from '../cloud/apps/apps-side.ts'
import { definitions } from '../schemas/crds/all.ts'
import { createKubeServer } from '../sim/kube/server.ts'
import { newTokenSigner } from '../src/cli/roles/token-signer.ts'
import { sleep } from '../src/cli/promise.ts'
import { random } from '../src/kernel/random.ts'
import { paces } from '../src/health/config.ts'
import { median, type Line } from './measure.ts'

const administrator = {
  address: '127.0.0.1',
  certificate: { commonName: 'cloud', organizations: ['system:masters'] },
}
const mergePatch = { 'content-type': 'application/merge-patch+json' }
const grids = '/apis/superedge.io/v1/namespaces/default/deploymentgrids'
const deployments = '/apis/apps/v1/namespaces/default/deployments'

const grid = (name: string, image: string) => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: { name, namespace: 'default' },
  spec: {
    gridUniqKey: 'zone',
    template: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image }] },
      },
    },
  },
})

/** A cluster of so many units of one node each, and a cloud that minds its apps. */
function world(units: number) {
  const server = createKubeServer({
    clock: systemClock,
    random: random('bench apps'),
    signer: newTokenSigner(),
  })
  const call = (method: string, path: string, body?: object, headers = {}): void => {
    const { status, body: said } = server.call(method, path, body, headers)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`)
  }
  for (const definition of definitions)
    call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition)
  for (let n = 0; n < units; n++) {
    const metadata = { name: `n${n}`, labels: { zone: `u${n}` } }
    call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata })
  }
  let writes = 0
  let lastWriteMs = performance.now()
  const kube = memoryHttpClient(
    systemClock,
    () => (request, reply, peer) => {
      if (request.path.startsWith(deployments) && request.method !== 'GET') {
        writes += 1
        lastWriteMs = performance.now()
      }
      server.handle(request, reply, peer)
    },
    administrator,
  )
  const config = { ...cloudPaces.real, health: paces.real, shards: 1 } as unknown as CloudConfig
  const parts = {
    ports: { clock: systemClock, random: random('bench cloud'), tap: () => {}, kube },
    config,
    kube: { isHolder: () => true, whenRight: () => {}, tellEvent: () => {} },
    rollouts: {
      see: () => {},
      may: () => 'get',
      forget: () => {},
      whenMoved: () => {},
      stop: () => {},
    },
  } as unknown as AppsSideParts
  const { part } = openApps(parts)
  part.start(() => {})
  /** From `beganMs` to the last of `count` writes; a second of silence proves that there are no more. */
  const settled = async (count: number, beganMs: number): Promise<number> => {
    const patienceMs = 600_000
    while (writes < count || performance.now() - lastWriteMs < 1_000) {
      if (performance.now() - beganMs > patienceMs) throw new Error(`${writes} of ${count} writes`)
      await sleep(20)
    }
    return lastWriteMs - beganMs
  }
  const stop = (): Promise<void> => new Promise((stopped) => part.stop(stopped))
  return { call, settled, stop, writes: () => writes, reset: () => (writes = 0) }
}

/** Steady state of apps in units, and what a change costs. */
async function linesOf(units: number, apps: number): Promise<readonly Line[]> {
  const what = `${units.toLocaleString('en-US')} units x ${apps} apps`
  const { call, settled, stop, writes, reset } = world(units)
  const began = performance.now()
  for (let n = 0; n < apps; n++) call('POST', grids, grid(`app-${n}`, 'i:1'))
  const steadyMs = await settled(units * apps, began)
  const made = writes()
  const changes: number[] = []
  let changeWrites = 0
  for (let n = 0; n < 5; n++) {
    reset()
    const at = performance.now()
    call('PATCH', '/api/v1/nodes/n0', { metadata: { labels: { zone: `other-${n}` } } }, mergePatch)
    // The new unit is filled, the one that vanished is marked.
    changes.push(await settled(2 * apps, at))
    changeWrites = writes()
  }
  reset()
  const at = performance.now()
  call('PATCH', `${grids}/app-0`, { spec: { template: { replicas: 2 } } }, mergePatch)
  const all = units + 5
  const templateMs = await settled(units, at)
  const templateWrites = writes()
  await stop()
  return [
    { what: `${what}: to steady state`, ours: steadyMs, unit: 'ms' },
    { what: `${what}: writes`, ours: made, raw: units * apps, unit: 'writes' },
    { what: `${what}: a node's label`, ours: median(changes), unit: 'ms' },
    { what: `${what}: a label, each write`, ours: median(changes) / (2 * apps), unit: 'ms' },
    { what: `${what}: a label, writes`, ours: changeWrites, raw: 2 * apps, unit: 'writes' },
    { what: `${what}: a template, each unit`, ours: templateMs / units, unit: 'ms' },
    { what: `${what}: a template, writes`, ours: templateWrites, raw: all - 5, unit: 'writes' },
    { what: `${what}: memory of both`, ours: process.memoryUsage().rss / 2 ** 20, unit: 'MiB' },
  ]
}

/** Units by number, with one app and with twenty. */
export async function appLines(sizes: readonly number[]): Promise<readonly Line[]> {
  const [most = 5_000] = sizes
  const lines: Line[] = []
  for (const [units, apps] of [
    [100, 1],
    [1_000, 1],
    [most, 1],
    [1_000, 20],
  ] as const)
    lines.push(...(await linesOf(units, apps)))
  return lines
}
