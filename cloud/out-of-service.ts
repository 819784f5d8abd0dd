// Whether Kubernetes is told that a failed node is out of service: only then does it give up a StatefulSet's pods there.
import type { Cancel } from '../bus/clock.ts'
import type { NodeAction } from '../src/health/inputs.ts'
import { outOfServiceMark, outOfServiceTaint } from '../src/health/out-of-service.ts'
import { isSingleton } from '../src/health/singleton.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts, KubeRequest } from './kube-call.ts'
import { nodePath, podsOfNodePath } from './kube-paths.ts'
import { readModifyWrite } from './read-modify-write.ts'
import type { Done } from './read-modify-write.ts'
import { taintsOf } from './taint-patch.ts'

type Action = Extract<NodeAction, { kind: 'set-service' }>

/** Puts the taint where it is due, once the node has surely fenced itself; or takes it away. */
export function setService(ports: KubePorts, action: Action, done: Done): Cancel {
  const { node, out } = action
  if (!out) return change(ports, node, false, done)
  if (ports.clock.wall() < action.notBeforeMs) {
    ports.clock.soon(() => done(undefined))
    return () => undefined
  }
  let cancel: Cancel = () => undefined
  const seen: KubeObject[] = []
  const page = (token: string): void => {
    cancel = kubeCall(ports, { method: 'GET', path: podsOfNodePath(node, token) }, (list) => {
      if (list instanceof Fault) return done(list)
      seen.push(...(Array.isArray(list['items']) ? (list['items'] as KubeObject[]) : []))
      const next = list.metadata['continue']
      if (typeof next === 'string' && next !== '') return page(next)
      if (!isDue(seen)) return done(undefined)
      cancel = change(ports, node, true, done)
    })
  }
  page('')
  return () => cancel()
}

/** A pod of a StatefulSet waits to be given up, and whatever such pods are there the node has stopped itself. */
export function isDue(pods: readonly KubeObject[]): boolean {
  const ofSets = pods.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(
      ({ kind, controller }) => kind === 'StatefulSet' && controller === true,
    ),
  )
  const isEnding = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined
  return ofSets.some(isEnding) && ofSets.every(isSingleton)
}

function change(ports: KubePorts, node: NodeId, out: boolean, done: Done): Cancel {
  const path = nodePath(node)
  return readModifyWrite(ports, path, (object) => patch(path, object, out), done)
}

/** With a mark beside it, so that nobody's own taint is taken away. */
function patch(path: string, object: KubeObject, out: boolean): KubeRequest | undefined {
  const others = taintsOf(object).filter(({ key }) => key !== outOfServiceTaint.key)
  const isThere = others.length < taintsOf(object).length
  const isOurs = object.metadata.annotations?.[outOfServiceMark] === 'true'
  if (out ? isThere : !isOurs) return undefined
  const { resourceVersion } = object.metadata
  const annotations = { [outOfServiceMark]: out ? 'true' : null }
  const taints = out ? [...others, outOfServiceTaint] : others
  const body = { metadata: { resourceVersion, annotations }, spec: { taints } }
  return { method: 'PATCH', path, body: { merge: body } }
}
