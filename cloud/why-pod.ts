// Why a pod is where it is: its node, whether it may run in one place only, and what the node's verdict means for it.
import { readPod } from '../src/services/pod.ts'
import { isSingleton } from '../src/health/singleton.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { part, text } from '../src/objects/fields.ts'
import type { KubeObject } from '../src/objects/object.ts'
import { kubeCall } from './kube-call.ts'
import type { KubePorts } from './kube-call.ts'
import { podPath } from './kube-paths.ts'

/** A pod by its name. */
export interface PodName {
  readonly namespace: string
  readonly name: string
}

/** Where the answer comes from. */
export interface PodSources extends Pick<KubePorts, 'clock'> {
  readonly kube: KubePorts['kube'] | undefined
  /** The lines of `why node/N`; for a node that is not managed, why there are none. */
  readonly ofNode: (node: NodeId) => readonly string[]
}

/** The explanation, line by line, or NOT_FOUND, UNREACHABLE, … */
export function whyPod(
  { clock, kube, ofNode }: PodSources,
  { namespace, name }: PodName,
  done: (outcome: { readonly lines: readonly string[] } | Fault) => void,
): void {
  const what = `pod/${namespace}/${name}`
  if (kube === undefined) {
    const none = `${what}: this cloud has no Kubernetes, so it knows no pods`
    return clock.soon(() => done(new Fault('NOT_FOUND', none)))
  }
  kubeCall({ clock, kube }, { method: 'GET', path: podPath(namespace, name) }, (pod) => {
    if (!isFault(pod)) return done({ lines: linesOf(what, pod, ofNode) })
    const isGone = pod.code === 'NOT_FOUND'
    done(isGone ? new Fault('NOT_FOUND', `${what}: Kubernetes has no such pod`) : pod)
  })
}

function linesOf(what: string, pod: KubeObject, ofNode: PodSources['ofNode']): readonly string[] {
  const node = text(part(pod, 'spec'), 'nodeName')
  const { deletionTimestamp } = pod.metadata
  const phase = text(part(pod, 'status'), 'phase') || 'Unknown'
  const ready = readPod(pod).isReady ? 'ready' : 'not ready'
  return [
    `${what}: ${phase}, ${ready}, ${node === '' ? 'on no node yet' : `on node/${node}`}`,
    ...(deletionTimestamp === undefined
      ? []
      : [`it is being deleted, and to be gone by ${deletionTimestamp}`]),
    isSingleton(pod)
      ? 'a singleton: a node that may be judged dead stops it before others may start it'
      : 'no singleton: it may run in two places while its node cannot be heard',
    ...(node === '' ? [] : ofNode(nodeId(node))),
  ]
}
