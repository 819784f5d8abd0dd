// Applications of OpenYurt for tests, and the pools where they run.
import type { KubeObject } from '../../src/objects/object.ts'
import { PaperCluster } from './paper-cluster.ts'

export const pools = { group: 'apps.openyurt.io', resource: 'nodepools' }

export function poolsOf(labels: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const cluster = new PaperCluster()
  for (const [name, own] of Object.entries(labels)) {
    cluster.put(pools, {
      apiVersion: 'apps.openyurt.io/v1beta2',
      kind: 'NodePool',
      metadata: { name, labels: own },
      spec: {},
    })
  }
  return cluster
}

export const template = (spec: object = {}, pod: object = {}): object => ({
  metadata: { labels: { app: 'web' }, annotations: { note: 'n' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...pod },
    },
    ...spec,
  },
})

export const setOf = (workload: object, more: object): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1beta1',
  kind: 'YurtAppSet',
  metadata: { name: 'set', namespace: 'shop', uid: 'u', generation: 3 },
  spec: { workload, ...more },
})

export const topologyOf = (
  kind: string,
  list: readonly object[],
  more: object = {},
): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1alpha1',
  kind,
  metadata: { name: 'set', namespace: 'shop', uid: 'u', generation: 3 },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    workloadTemplate: { deploymentTemplate: template() },
    topology: { pools: list },
    ...more,
  },
})
