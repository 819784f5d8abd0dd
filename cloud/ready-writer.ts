// Puts back what the node controller made of a held node's silence: its pods' Ready, then its own conditions.
import type { Cancel } from '../bus/clock.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { timestamp } from '../src/objects/timestamp.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { nodePath, podPath, podsOfNodePath } from './kube-paths.ts'
import { madeUnready, restoredConditions } from './node-conditions.ts'
import type { Condition } from './node-conditions.ts'
import { faultOf, readModifyWrite } from './read-modify-write.ts'
import type { Done } from './read-modify-write.ts'

/** The pods come first: once the node is ready again, nobody asks for this any more. */
export function restoreReady(
  ports: KubePorts,
  node: NodeId,
  reported: readonly Condition[],
  done: Done,
): Cancel {
  let cancel: Cancel = () => undefined
  const path = nodePath(node)
  const change = (object: KubeObject): KubeRequest | undefined => {
    const conditions = restoredConditions(object, reported, timestamp(ports.clock.wall()))
    if (conditions.length === 0) return undefined
    const body = { strategic: { status: { conditions } } }
    return { method: 'PATCH', path: `${path}/status`, body }
  }
  cancel = restorePods(ports, node, (fault) => {
    if (fault !== undefined) return done(fault)
    cancel = readModifyWrite(ports, path, change, done)
  })
  return () => cancel()
}

/** Makes the node's pods ready again that only the node controller called un-ready, one after the other. */
export function restorePods(ports: KubePorts, node: NodeId, done: Done): Cancel {
  let cancel: Cancel = () => undefined
  const page = (token: string) => {
    cancel = kubeCall(ports, { method: 'GET', path: podsOfNodePath(node, token) }, (list) => {
      if (list instanceof Fault) return done(list)
      const items = Array.isArray(list['items']) ? (list['items'] as KubeObject[]) : []
      const next = list.metadata['continue']
      const rest = items.filter(madeUnready)
      each(rest, () => (typeof next === 'string' && next !== '' ? page(next) : done(undefined)))
    })
  }
  const each = (pods: KubeObject[], end: () => void) => {
    const pod = pods.shift()
    if (pod === undefined) return end()
    cancel = kubeCall(ports, podPatch(pod, timestamp(ports.clock.wall())), (outcome) => {
      const fault = faultOf(outcome)
      if (fault === undefined || fault.code === 'NOT_FOUND') each(pods, end)
      else done(fault)
    })
  }
  page('')
  return () => cancel()
}

function podPatch(pod: KubeObject, now: string): KubeRequest {
  const { namespace = '', name, uid } = pod.metadata
  const ready = { type: 'Ready', status: 'True', lastTransitionTime: now }
  const body = { metadata: { uid }, status: { conditions: [ready] } }
  return { method: 'PATCH', path: `${podPath(namespace, name)}/status`, body: { strategic: body } }
}
