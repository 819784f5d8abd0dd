// What runs on the simulated cluster: a deployment and its service.
import type { KubeObject } from '../../src/objects/object.ts'
import type { Plan } from '../plans/step.ts'

/** The name of the deployment and of its service. */
export const workloadName = 'web'

/** The workload, applied as soon as there is somebody to apply it to. */
export const workload = (replicas: number): Plan => [
  { atMs: 1_000, deed: { do: 'apply', object: deployment(replicas) } },
  { atMs: 1_000, deed: { do: 'apply', object: service } },
]

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
      spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }] }] },
    },
  },
})

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ port: 80 }] },
}
