// The calls by which one write is replayed: in the name of its node's kubelet, one after the other.
import type { Cancel } from '../../bus/clock.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { ConflictReason } from '../../src/mirror/pending/facts.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts, KubeRequest } from '../kube-call.ts'

/** What became of a write: its effect is there, or why it has none. */
export type Replayed =
  | { readonly kind: 'replayed'; readonly version: string | undefined }
  | {
      readonly kind: 'conflicted'
      readonly reason: ConflictReason
      readonly message: string
      readonly version: string | undefined
    }

/** Calls on behalf of a node, until one is the last; `end` is told a fault when the whole is to be tried again later. */
export interface Calls {
  readonly call: (request: KubeRequest, then: (outcome: KubeObject | Fault) => void) => void
  readonly end: (outcome: Replayed | Fault) => void
}

/** Begins with `first`; cancelled, nothing more is called or told. */
export function callsOf(
  ports: KubePorts,
  node: NodeId,
  first: (calls: Calls) => void,
  end: Calls['end'],
): Cancel {
  let cancel: Cancel = () => {}
  let over = false
  const call: Calls['call'] = (request, then) => {
    cancel = kubeCall(ports, { ...request, as: node }, (outcome) => {
      if (!over) then(outcome)
    })
  }
  first({ call, end })
  return () => {
    over = true
    cancel()
  }
}

/** The effect is there. */
export const replayed = (object: KubeObject | undefined): Replayed => ({
  kind: 'replayed',
  version: object?.metadata?.resourceVersion,
})

/** It has none, or not all of it. */
export const conflicted = (
  reason: ConflictReason,
  message: string,
  object?: KubeObject,
): Replayed => ({
  kind: 'conflicted',
  reason,
  message,
  version: object?.metadata?.resourceVersion,
})

/** What a failed call means: a refusal of this very write is its end, everything else is tried again. */
export function refusal(fault: Fault): Replayed | Fault {
  return isRefusal(fault) ? conflicted('refused', fault.message) : fault
}

/** That the cloud may not speak for kubelets is an operator's to mend, and no reason to give up a write. */
function isRefusal({ code, message }: Fault): boolean {
  if (code === 'REFUSED') return true
  return code === 'UNAUTHORIZED' && message.includes('403') && !message.includes('impersonate')
}

/** Something changed between two calls: the whole is looked at again. */
export const changedMeanwhile = (): Fault =>
  new Fault('CONFLICT', 'the object changed meanwhile: it is read again')
