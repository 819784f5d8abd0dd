// An application of KubeEdge for tests: its workload, its targets, and what they override.
import type { KubeObject } from '../../src/objects/object.ts'

export const deployment = (name = 'web', spec: object = {}, pod: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: { app: name } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: 'main', image: 'nginx:1.14', command: ['run'], env: [{ name: 'A', value: '1' }] },
        ],
        ...pod,
      },
    },
    ...spec,
  },
})

export const appOf = (manifests: readonly unknown[], workloadScope: object = {}): KubeObject => ({
  apiVersion: 'apps.kubeedge.io/v1alpha1',
  kind: 'EdgeApplication',
  metadata: { name: 'app', namespace: 'shop', uid: 'u' },
  spec: { workloadTemplate: { manifests }, workloadScope },
})

export const groups = (...list: readonly (string | object)[]): object => ({
  targetNodeGroups: list.map((each) => (typeof each === 'string' ? { name: each } : each)),
})
