// The controllers of a small Kubernetes, started together.
import type { Cancel } from '../../../bus/clock.ts'
import type { ResourceKind } from '../../../src/objects/object.ts'
import type { Controller } from './controller.ts'
import { deployments } from './deployment.ts'
import { endpointSlices } from './endpoint-slices.ts'
import { garbageCollector } from './garbage.ts'
import { namespaceLifecycle, serviceAccounts } from './namespaces.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { podGc } from './pod-gc.ts'
import { replicaSets } from './replica-set.ts'
import { runController } from './runner.ts'
import type { ControllerPorts } from './runner.ts'
import { scheduler } from './scheduler.ts'
import { taintEviction } from './taint-eviction.ts'

/** What the controllers run on. `watchKinds` tells all served kinds now and whenever they change. */
export interface ControllersPorts extends ControllerPorts {
  readonly watchKinds: (each: (kinds: readonly ResourceKind[]) => void) => Cancel
}

/** Starts every controller; they begin with what is there, and forget all else. */
export function startControllers(ports: ControllersPorts): Cancel {
  const fixed: readonly Controller[] = [
    serviceAccounts,
    deployments,
    replicaSets,
    scheduler,
    endpointSlices,
    nodeLifecycle(),
    taintEviction(),
    podGc(),
  ]
  let following: readonly Cancel[] = []
  const stopFollowing = () => following.forEach((stop) => stop())
  const unwatch = ports.watchKinds((kinds) => {
    stopFollowing()
    const controllers = [garbageCollector(kinds), namespaceLifecycle(kinds)]
    following = controllers.map((controller) => runController(controller, ports))
  })
  const running = fixed.map((controller) => runController(controller, ports))
  return () => {
    unwatch()
    stopFollowing()
    for (const stop of running) stop()
  }
}
