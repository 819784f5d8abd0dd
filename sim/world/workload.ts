// What runs on the simulated cluster: a deployment, its service, and the settings its pods refer to, which change.
import type { KubeObject } from '../../src/objects/object.ts'
import type { RunTimes } from '../runs/times.ts'
import type { Plan } from '../plans/step.ts'

/** The name of the deployment and of its service. */
export const workloadName = 'web'

/** The workload, applied as soon as there is somebody to apply it to; its settings change until a while after `healMs`. */
export const workload = (replicas: number, healMs: number, times: RunTimes): Plan => [
  { atMs: 1_000, deed: { do: 'apply', object: deployment(replicas) } },
  { atMs: 1_000, deed: { do: 'apply', object: service } },
  ...changes(healMs, times).flatMap((atMs, change) =>
    [
      ...settings(change).map((object) => ({ do: 'apply', object }) as const),
      { do: 'apply', object: passing(change) } as const,
      { do: 'delete', object: passing(change - 1) } as const,
    ].map((deed) => ({ atMs, deed })),
  ),
]

/** When the settings change; the last time when the core is healed. */
const changes = (healMs: number, times: RunTimes): readonly number[] => {
  const { quietMs, changeEveryMs, lastChangeMs } = times
  const count = Math.max(0, Math.ceil((healMs - quietMs) / changeEveryMs))
  const meanwhile = Array.from({ length: count }, (_, i) => quietMs + 1_000 + changeEveryMs * i)
  return [1_000, ...meanwhile, healMs + lastChangeMs]
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

/** A service that is there until the next change. */
const passing = (change: number): KubeObject => ({
  ...service,
  metadata: { ...metadata, name: `passing-${change}` },
})

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
