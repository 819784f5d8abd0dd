// A hollow kubelet: a client of its API server that keeps a Node, a Lease and pods, and answers for its health.
import type { Cancel } from '../../../bus/clock.ts'
import type { HttpReply, HttpRequest } from '../../../bus/http.ts'
import type { Part } from '../../../bus/lifecycle.ts'
import type { Address, Listener } from '../../../bus/pipe.ts'
import { reflect } from '../../../bus/reflector.ts'
import type { Reflection } from '../../../bus/reflector-known.ts'
import { reflectorConfig } from '../../../bus/reflector-read.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { kinds } from '../controllers/kinds.ts'
import type { Pod } from '../controllers/objects.ts'
import { pathOf } from '../controllers/write.ts'
import type { KubeletConfig } from '../config.ts'
import { createApi } from './api.ts'
import { renewLease } from './lease-renewer.ts'
import { reportNode } from './node-reporter.ts'
import type { KubeletNode, KubeletOptions, KubeletPorts } from './options.ts'
import { createPodAddresses } from './pod-addresses.ts'
import { createPodDoors } from './pod-doors.ts'
import { createPodRunner } from './pod-runner.ts'
import type { PodRunner } from './pod-runner.ts'
import { createTimers } from './timers.ts'

/** A kubelet that can be started once. */
export interface Kubelet extends Part {
  /** Where it answers; only while it is started. */
  readonly addresses: () => { readonly health: Address; readonly api: Address } | undefined
}

/** A kubelet that is not started yet. Starting again after a stop takes a new one. */
export function createKubelet(ports: KubeletPorts, options: KubeletOptions): Kubelet {
  let doors: readonly [health: Listener, api: Listener] | undefined
  let stopWork: Cancel = () => undefined
  const listen = (at: Address, done: (outcome: Listener | Fault) => void) =>
    ports.server.listen(at, answer, done)
  return {
    name: `kubelet ${options.node.name}`,
    addresses: () => doors && { health: doors[0].address, api: doors[1].address },
    start: (done) =>
      listen(options.healthAt, (health) => {
        if (isFault(health)) return done(health)
        listen(options.apiAt, (api) => {
          if (isFault(api)) return health.close(() => done(api))
          doors = [health, api]
          stopWork = work(ports, options, api.address.port)
          done(undefined)
        })
      }),
    stop: (done) => {
      stopWork()
      if (doors === undefined) return ports.clock.soon(done)
      const [health, api] = doors
      doors = undefined
      health.close(() => api.close(done))
    },
  }
}

/** What a kubelet does as a client, until it is stopped. */
function work(ports: KubeletPorts, { node, config }: KubeletOptions, apiPort: number): Cancel {
  const { clock, http } = ports
  const random = ports.random.fork(`kubelet/${node.name}`)
  const timers = createTimers(clock, random)
  let stopFollowing: Cancel = () => undefined
  // A server that is silent to one request is taken to be silent on the watch too.
  const api = createApi({ http, clock }, config.requestSilenceMs, () => follow())
  const addresses = createPodAddresses(node.podPrefix, node.firstAddress)
  const doors = createPodDoors(ports, node.name)
  const runner = createPodRunner({ api, clock, random, timers, addresses, doors, node, config })
  const follow = () => {
    stopFollowing()
    if (!timers.stopped()) stopFollowing = followPods({ ...ports, random }, runner, node, config)
  }
  follow()
  const reporter = { api, clock, timers }
  reportNode(reporter, { node, apiPort }, config, () => renewLease(reporter, node.name, config))
  return () => {
    timers.stop()
    stopFollowing()
    doors.closeAll()
  }
}

/** Passes the node's pods on to the runner, from the first complete list on. */
function followPods(
  ports: KubeletPorts,
  runner: PodRunner,
  { name }: KubeletNode,
  { requestSilenceMs }: KubeletConfig,
): Cancel {
  let listed: Map<string | undefined, Pod> | undefined = new Map()
  const resource = { path: pathOf(kinds.pods), query: { fieldSelector: `spec.nodeName=${name}` } }
  const reflection: Reflection = {
    seen: (object) => {
      if (listed === undefined) runner.seen(object as Pod)
      else listed.set(object.metadata.uid, object as Pod)
    },
    deleted: ({ uid }) => {
      listed?.delete(uid)
      runner.deleted(uid)
    },
    synced: () => {
      if (listed !== undefined) runner.are([...listed.values()])
      listed = undefined
    },
    broke: ({ message }) => ports.tap('info', 'watch of pods broke off', { node: name, message }),
    resumed: () => undefined,
    fell: (fall) => ports.tap('warn', 'Kubernetes was restored', { node: name, ...fall }),
  }
  return reflect(ports, resource, reflection, {
    ...reflectorConfig,
    listSilenceMs: requestSilenceMs,
  })
}

/** `/healthz` says ok; everything else is not served here, which is an answer too. */
function answer({ path }: HttpRequest, reply: HttpReply): void {
  const healthy = path.split('?')[0] === '/healthz'
  const text = healthy ? 'ok' : '404 page not found\n'
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  reply.send(healthy ? 200 : 404, headers, new TextEncoder().encode(text))
}
