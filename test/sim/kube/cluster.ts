// A small Kubernetes on virtual time for tests: server, controllers, and what people would type.
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { fastPace } from '../../../sim/kube/config.ts'
import type { KubePace } from '../../../sim/kube/config.ts'
import { getOf, kinds, listOf } from '../../../sim/kube/controllers/kinds.ts'
import type { Pod, TypedKind } from '../../../sim/kube/controllers/objects.ts'
import { pathOf } from '../../../sim/kube/controllers/write.ts'
import { startControllers } from '../../../sim/kube/controllers/start.ts'
import { createKubeServer } from '../../../sim/kube/server.ts'
import { createSchedule } from '../../../sim/schedule.ts'

/** A cluster whose controllers run. */
export function createCluster({
  seed = 1,
  pace = fastPace,
}: { readonly seed?: number; readonly pace?: KubePace } = {}) {
  const world = random(seed)
  const wallStart = wallMs(Date.UTC(2026, 0, 1))
  const schedule = createSchedule({ wallStart, random: world.fork('schedule') })
  const { clock } = schedule.spawn()
  const server = createKubeServer({
    clock,
    random: world.fork('server'),
    tolerationSeconds: pace.controllers.defaultTolerationSeconds,
  })
  const { collection, call } = server
  const begin = () => {
    const process = schedule.spawn()
    const stop = startControllers({
      collection,
      call,
      clock: process.clock,
      random: world.fork('controllers'),
      config: pace.controllers,
    })
    return () => {
      stop()
      process.kill()
    }
  }
  let stop = begin()
  const must = (method: string, path: string, body?: unknown, type = 'application/json') => {
    const { status, body: answer } = call(method, path, body, { 'content-type': type })
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer as KubeObject
  }
  return {
    server,
    schedule,
    world,
    run: (ms: number) => schedule.run(schedule.now() + ms),
    /** Runs until `holds`, at most `ms`; answers whether it does. */
    until: (ms: number, holds: () => boolean): boolean => {
      const end = schedule.now() + ms
      while (!holds() && schedule.now() < end) schedule.run(schedule.now() + 10)
      return holds()
    },
    restartControllers: () => {
      stop()
      stop = begin()
    },
    create: (kind: TypedKind<KubeObject>, object: KubeObject) =>
      must('POST', pathOf(kind, { namespace: object.metadata.namespace }), object),
    patch: (kind: TypedKind<KubeObject>, name: string, body: unknown, sub?: string) => {
      const namespace = kind.namespaced ? 'default' : undefined
      const at = sub === undefined ? { namespace, name } : { namespace, name, sub }
      return must('PATCH', pathOf(kind, at), body, 'application/merge-patch+json')
    },
    remove: (kind: TypedKind<KubeObject>, name: string, body?: unknown) =>
      must(
        'DELETE',
        pathOf(kind, { namespace: kind.namespaced ? 'default' : undefined, name }),
        body,
      ),
    get: <T extends KubeObject>(kind: TypedKind<T>, name: string): T | undefined =>
      getOf(collection, kind, name, kind.namespaced ? 'default' : undefined),
    list: <T extends KubeObject>(kind: TypedKind<T>): readonly T[] => listOf(collection, kind),
    pods: (): readonly Pod[] => listOf(collection, kinds.pods, 'default'),
    events: (): readonly string[] =>
      listOf(collection, kinds.events).map((event) => {
        const on = event['involvedObject'] as { kind: string; name: string }
        return `${on.kind}/${on.name} ${String(event['reason'])}: ${String(event['message'])}`
      }),
  }
}

/** A cluster for tests. */
export type Cluster = ReturnType<typeof createCluster>

/** A deployment of one container, with labels and a selector of its name. */
export const deployment = (name: string, replicas: number, more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name), ...more },
})

/** The pod template of `deployment`. */
export const template = (name: string, image = 'web:1') => ({
  metadata: { labels: { app: name } },
  spec: { containers: [{ name: 'c', image }] },
})

/** A service that selects the pods of a deployment of its name. */
export const service = (name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...more },
})

/** A strategy of rolling by these numbers. */
export const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
})
