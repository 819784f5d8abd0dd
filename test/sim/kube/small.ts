// A small Kubernetes without controllers, on virtual time, for tests of what its server does by itself.
import { createKubeServer } from '../../../sim/kube/server.ts'
import type { KubeOptions } from '../../../sim/kube/server.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Status } from '../../../src/objects/answers/status.ts'

/** Media types of patches, by their short names. */
export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const

/** Opens one. */
export function openSmall(options: Partial<KubeOptions> = {}) {
  const schedule = createSchedule({ wallStart: wallMs(1.8e12), random: random('schedule') })
  const { clock } = schedule.spawn()
  const kube = createKubeServer({ clock, random: random('small'), ...options })
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  /** The answer to what must go well. */
  const ok = (method: string, path: string, body?: unknown, type = 'application/json') => {
    const { status, body: answer } = kube.call(method, path, body, { 'content-type': type })
    if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`)
    return answer as KubeObject
  }
  /** The Status of what must not. */
  const refused = (method: string, path: string, body?: unknown, type = 'application/json') => {
    const { status, body: answer } = kube.call(method, path, body, { 'content-type': type })
    if (status < 300) throw new Error(`${method} ${path} went well`)
    return answer as Status
  }
  return { kube, clock, run, ok, refused }
}

/** Where the config maps of the default namespace lie. */
export const configMaps = '/api/v1/namespaces/default/configmaps'

/** Where its pods lie. */
export const pods = '/api/v1/namespaces/default/pods'

/** Where its deployments lie. */
export const deployments = '/apis/apps/v1/namespaces/default/deployments'

/** A pod that may be created. */
export const pod = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
})

/** A deployment that may be created. */
export const deployment = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    },
    ...spec,
  },
})
