// Staged rollouts where several replicas share the shards: whoever owns an app's shard writes, whoever holds gives.
import { expect, it } from 'vitest'
import { definitions } from '../../schemas/crds/all.ts'
import { part } from '../../src/objects/fields.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { definitionsPath } from '../support/devices.ts'
import { faultyLog } from '../support/faulty-log.ts'

const shards = 8
const grids = '/apis/superedge.io/v1/namespaces/default/deploymentgrids'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `app-${letter}`)
const plan = { batches: [['u1'], ['*']], healthySeconds: 0 }

const grid = (name: string) => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'causeway.io/rollout': JSON.stringify(plan) },
  },
  spec: {
    gridUniqKey: 'zone1',
    template: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'c', image: 'i:1' }] },
      },
    },
  },
})

/** Two replicas, two units, and an app with a rollout for each name. */
function world() {
  const logs = Array.from({ length: shards }, faultyLog)
  const all = cloudWorld({ shards, replica: 'one' }, true, logs)
  all.run(1_500)
  const two = all.begin('two', logs)
  const { call, server } = all.kube
  const merge = { 'content-type': 'application/merge-patch+json' }
  const patch = (path: string, body: object) => server.call('PATCH', path, body, merge)
  for (const definition of definitions) call('POST', definitionsPath, definition)
  for (const unit of ['u1', 'u2']) {
    all.addNode(`n-${unit}`, 'site-a')
    patch(`/api/v1/nodes/n-${unit}`, { metadata: { labels: { zone1: unit } } })
  }
  all.run(6_000)
  for (const name of names) call('POST', grids, grid(name))
  const listed = () =>
    (call('GET', deployments) as unknown as { items: readonly KubeObject[] }).items
  /** All pods of all workloads are there and ready, as often as a second. */
  const runWell = (seconds: number): void => {
    for (let n = 0; n < seconds; n++) {
      for (const { metadata, spec } of listed() as (KubeObject & {
        spec: { replicas: number }
      })[]) {
        const { replicas } = spec
        const counts = { replicas, updatedReplicas: replicas, availableReplicas: replicas }
        const status = { observedGeneration: metadata.generation, ...counts }
        patch(`${deployments}/${metadata.name}/status`, { status })
      }
      all.run(1_000)
    }
  }
  const replicas = () => listed().map((it) => part(it, 'spec')['replicas'])
  const scale = (count: number): void => {
    for (const name of names) patch(`${grids}/${name}`, { spec: { template: { replicas: count } } })
  }
  runWell(4)
  return { ...all, two, runWell, replicas, scale }
}

const twelve = (count: number) => Array.from({ length: 2 * names.length }, () => count)

it('S90: rollouts go on whoever owns the shards of their apps, and also when the holder is another', () => {
  const { runWell, replicas, scale, one } = world()
  expect(replicas()).toEqual(twelve(1))
  scale(2)
  runWell(10)
  expect(replicas()).toEqual(twelve(2))
  one.kill()
  runWell(10)
  scale(3)
  runWell(10)
  expect(replicas()).toEqual(twelve(3))
})
