// The pods on a node that are pinned to a group which the node has left: they are deleted, others stay.
import type { Cancel } from '../../bus/clock.ts'
import { belongingTo } from '../../src/apps/units/node-group.ts'
import { items, part } from '../../src/objects/fields.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts } from '../kube-call.ts'
import { podPath, podsOfNodePath } from '../kube-paths.ts'

/** Deletes them, one after the other; `done` comes once unless cancelled before. */
export function dropPinned(
  ports: KubePorts,
  node: string,
  group: string,
  done: (fault: Fault | undefined) => void,
): Cancel {
  let cancel: Cancel = () => {}
  const next = (pods: readonly KubeObject[], token: string): void => {
    const [pod, ...others] = pods
    if (pod === undefined) return token === '' ? done(undefined) : page(token)
    const { namespace = '', name, uid } = pod.metadata
    const json = { preconditions: { uid } }
    const request = { method: 'DELETE', path: podPath(namespace, name), body: { json } } as const
    cancel = kubeCall(ports, request, (outcome) => {
      const isLeft = isFault(outcome) && outcome.code !== 'NOT_FOUND'
      if (isLeft) done(outcome)
      else next(others, token)
    })
  }
  const page = (token: string): void => {
    cancel = kubeCall(
      ports,
      { method: 'GET', path: podsOfNodePath(nodeId(node), token) },
      (outcome) => {
        if (isFault(outcome)) return done(outcome)
        const pods = items(outcome, 'items') as readonly KubeObject[]
        const { continue: more } = part(outcome, 'metadata')
        const isPinned = (pod: KubeObject): boolean =>
          part(part(pod, 'spec'), 'nodeSelector')[belongingTo] === group
        next(pods.filter(isPinned), typeof more === 'string' ? more : '')
      },
    )
  }
  page('')
  return () => cancel()
}
