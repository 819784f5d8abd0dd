// What runs on the simulated cluster: a deployment, its service, and the settings its pods refer to, which change.
import type { KubeObject } from '../../src/objects/object.ts'
import type { Plan } from '../plans/step.ts'

/** The name of the deployment and of its service. */
export const workloadName = 'web'

/** The workload, applied as soon as there is somebody to apply it to; its settings change until a while after `healMs`. */
export const workload = (replicas: number, healMs: number): Plan => [
  { atMs: 1_000, deed: { do: 'apply', object: deployment(replicas) } },
  { atMs: 1_000, deed: { do: 'apply', object: service } },
  ...changes(healMs).flatMap((atMs, change) =>
    settings(change).map((object) => ({ atMs, deed: { do: 'apply', object } as const })),
  ),
]

/** When the settings change; the last time when the core is healed. */
const changes = (healMs: number): readonly number[] => {
  const within = Math.max(0, Math.floor((healMs - 13_000) / 7_300) + 1)
  const meanwhile = Array.from({ length: within }, (_, i) => 13_000 + 7_300 * i)
  return [1_000, ...meanwhile, healMs + 6_000]
}

const labels = { app: workloadName }
const metadata = { name: workloadName, namespace: 'default' }

const deployment = (replicas: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }],
        volumes: [
          { name: 'settings', configMap: { name: workloadName } },
          { name: 'password', secret: { secretName: workloadName } },
        ],
      },
    },
  },
})

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ port: 80 }] },
}

/** What the pods refer to, and a secret that none does. */
const settings = (change: number): readonly KubeObject[] => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { change: String(change) } },
  { apiVersion: 'v1', kind: 'Secret', metadata, data: { password: btoa(`secret ${change}`) } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...metadata, name: 'unused' },
    data: { password: btoa(`unused ${change}`) },
  },
]
