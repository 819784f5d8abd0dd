// Renews a node's Lease for it, unless its kubelet has just done so itself.
import type { Cancel } from '../bus/clock.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { leasePath, leasesPath } from './kube-paths.ts'
import { leaseSeen, newLease, renewed } from './lease-renewal.ts'
import type { Later } from './lease-renewal.ts'
import { faultOf, readModifyWrite } from './read-modify-write.ts'
import type { Done } from './read-modify-write.ts'

/** What the reflectors saw last. */
export interface SeenLeases {
  readonly lease: (node: NodeId) => KubeObject | undefined
  /** The uid of the Node object. */
  readonly uid: (node: NodeId) => string | undefined
}

/** Writes over the Lease last seen; reads it first where that is not known or has changed meanwhile. */
export function renewLease(
  ports: KubePorts,
  { node, ...later }: Later & { readonly node: NodeId },
  seen: SeenLeases,
  done: Done,
): Cancel {
  const path = leasePath(node)
  const known = seen.lease(node)
  const put = (lease: KubeObject): KubeRequest => {
    const json = renewed(lease, ports.clock.wall(), later)
    return { method: 'PUT', path, body: { json } }
  }
  const create = (): KubeRequest => {
    const json = renewed(newLease(node, seen.uid(node) ?? ''), ports.clock.wall(), later)
    return { method: 'POST', path: leasesPath, body: { json } }
  }
  let cancel: Cancel = () => undefined
  const afresh = () => {
    const change = (lease: KubeObject) => (renewedSince(known, lease) ? undefined : put(lease))
    cancel = readModifyWrite(ports, path, change, (fault) => {
      if (fault?.code !== 'NOT_FOUND') return done(fault)
      cancel = kubeCall(ports, create(), (outcome) => done(faultOf(outcome)))
    })
  }
  if (known === undefined) afresh()
  else {
    cancel = kubeCall(ports, put(known), (outcome) => {
      const fault = faultOf(outcome)
      if (fault?.code === 'CONFLICT' || fault?.code === 'NOT_FOUND') afresh()
      else done(fault)
    })
  }
  return () => cancel()
}

/** Whether somebody renewed the Lease since it was seen: then there is nothing left to do. */
function renewedSince(known: KubeObject | undefined, lease: KubeObject): boolean {
  if (known === undefined) return false
  return (leaseSeen(lease)?.renewMicros ?? 0) > (leaseSeen(known)?.renewMicros ?? 0)
}
