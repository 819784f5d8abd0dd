// The controllers of a small Kubernetes, started together.
import type { Cancel } from '../../../bus/clock.ts'
import { builtinKinds } from '../../../src/objects/kinds/builtin.ts'
import { kindsOfDefinition } from '../../../src/objects/kinds/definition.ts'
import { kindRegistry } from '../../../src/objects/kinds/registry.ts'
import { resourceKey } from '../../../src/objects/object.ts'
import type { ResourceKind } from '../../../src/objects/object.ts'
import type { Controller } from './controller.ts'
import { classicEndpoints } from './classic-endpoints.ts'
import { daemonSets } from './daemon-set.ts'
import { deployments } from './deployment.ts'
import { endpointSlices } from './endpoint-slices.ts'
import { garbageCollector } from './garbage.ts'
import { kinds } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { nodeTtl } from './node-ttl.ts'
import { podGc } from './pod-gc.ts'
import { replicaSets } from './replica-set.ts'
import { runController } from './runner.ts'
import type { ControllerPorts } from './runner.ts'
import { scheduler } from './scheduler.ts'
import { statefulSets } from './stateful-set.ts'
import { taintEviction } from './taint-eviction.ts'

/** Starts every controller; they begin with what is there, and remember nothing of an earlier run. */
export function startControllers(ports: ControllerPorts): Cancel {
  const controllers: readonly Controller[] = [
    deployments,
    replicaSets,
    statefulSets,
    daemonSets,
    scheduler,
    endpointSlices,
    classicEndpoints,
    nodeLifecycle(),
    nodeTtl,
    taintEviction(),
    podGc(),
  ]
  const running = controllers.map((controller) => runController(controller, ports))
  const stopGarbage = collectGarbage(ports)
  return () => {
    stopGarbage()
    for (const stop of running) stop()
  }
}

/** Runs the garbage collector, and again from the beginning whenever a kind comes or goes. */
function collectGarbage(ports: ControllerPorts): Cancel {
  const { collection, clock } = ports
  let collected = servedKinds(collection)
  let stop = runController(garbageCollector(collected), ports)
  let stopped = false
  const again = () => {
    const now = servedKinds(collection)
    if (stopped || now.map(resourceKey).join() === collected.map(resourceKey).join()) return
    stop()
    collected = now
    stop = runController(garbageCollector(collected), ports)
  }
  const unsubscribe = collection.subscribe(kinds.definitions, () => clock.soon(again))
  return () => {
    stopped = true
    unsubscribe()
    stop()
  }
}

/** Every resource that is served, in one version each. */
function servedKinds(seen: Seen): readonly ResourceKind[] {
  const defined = seen.list(kinds.definitions, undefined).flatMap(kindsOfDefinition)
  const all = kindRegistry([...builtinKinds, ...defined]).kinds
  return [...new Map(all.map((kind) => [resourceKey(kind), kind])).values()]
}
