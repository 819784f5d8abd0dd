// Read an object, decide what to change, write it only if nobody changed it meanwhile.
import type { Cancel } from '../bus/clock.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'

/** The answer to an action: nothing, or why not. */
export type Done = (fault: Fault | undefined) => void

/** Reads `path`, then sends what `change` makes of it; undefined means that it is as wanted. */
export function readModifyWrite(
  ports: KubePorts,
  path: string,
  change: (object: KubeObject) => KubeRequest | undefined,
  done: Done,
): Cancel {
  let cancel: Cancel = () => undefined
  cancel = kubeCall(ports, { method: 'GET', path }, (read) => {
    if (read instanceof Fault) return done(read)
    const request = change(read)
    if (request === undefined) return done(undefined)
    cancel = kubeCall(ports, request, (written) => done(faultOf(written)))
  })
  return () => cancel()
}

/** The fault of an outcome, if it is one. */
export const faultOf = (outcome: unknown): Fault | undefined =>
  outcome instanceof Fault ? outcome : undefined
