// The third belt: pods that opt in tolerate the silence of their node without end, for as long as the node is held.
import type { Cancel } from '../../bus/clock.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts, KubeRequest } from '../kube-call.ts'
import { podPath } from '../kube-paths.ts'

/** The label of pods that opt in. */
export const holdLabel = 'causeway.io/hold'

/** Carries how long the pod tolerated before. */
export const toleratedAnnotation = 'causeway.io/tolerated-seconds'

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** A toleration of a pod, as far as it matters here. */
export interface Toleration {
  readonly key?: string
  readonly effect?: string
  readonly tolerationSeconds?: number
}

/** A pod's spec. */
export interface PodSpec {
  readonly nodeName?: string
  readonly tolerations?: readonly Toleration[]
}

/** A pod's spec, as far as it matters here. */
export const specOf = (pod: KubeObject): PodSpec => (pod['spec'] ?? {}) as PodSpec

/** Whether it is about the silence of the pod's node. */
export const isOfSilence = ({ key = '', effect }: Toleration): boolean =>
  keys.includes(key) && effect === 'NoExecute'

/** A merge patch that makes a pod's tolerations as they should be. */
export function tolerationPatch(pod: KubeObject, isHeld: boolean): object | undefined {
  const changed = changedTolerations(pod, isHeld)
  if (changed === undefined) return undefined
  const { annotations, tolerations } = changed
  const { resourceVersion } = pod.metadata
  return { metadata: { resourceVersion, annotations }, spec: { tolerations } }
}

/** A pod's tolerations as they should be, and what keeps how they were; null takes it away. */
export interface ChangedTolerations {
  readonly annotations: Readonly<Record<string, string | null>>
  readonly tolerations: readonly Toleration[]
}

/** Only tolerations that are there are changed, and only their seconds; undefined where all is as it should be. */
export function changedTolerations(
  pod: KubeObject,
  isHeld: boolean,
): ChangedTolerations | undefined {
  const { tolerations = [] } = specOf(pod)
  const before = readBefore(pod)
  const changedTo = (kept: string | null, now: readonly Toleration[]): ChangedTolerations => ({
    annotations: { [toleratedAnnotation]: kept },
    tolerations: now,
  })
  if (!isHeld) {
    if (before === undefined) return undefined
    const restored = tolerations.map((each) => {
      const seconds = isOfSilence(each) ? before[each.key ?? ''] : undefined
      return seconds === undefined ? each : { ...each, tolerationSeconds: seconds }
    })
    return changedTo(null, restored)
  }
  const bounded = tolerations.filter(
    (each) => isOfSilence(each) && each.tolerationSeconds !== undefined,
  )
  if (bounded.length === 0) return undefined
  const said = bounded.map(({ key = '', tolerationSeconds }) => [key, tolerationSeconds])
  const kept = JSON.stringify({ ...Object.fromEntries(said), ...before })
  return changedTo(
    kept,
    tolerations.map((each) => (bounded.includes(each) ? endless(each) : each)),
  )
}

const endless = ({ tolerationSeconds: _seconds, ...rest }: Toleration): Toleration => rest

/** What the annotation says, where it can be read. */
function readBefore({ metadata }: KubeObject): Readonly<Record<string, number>> | undefined {
  const text = metadata.annotations?.[toleratedAnnotation]
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return Object.fromEntries(entries.filter(([, each]) => Number.isSafeInteger(each)))
  } catch {
    return {}
  }
}

const optedIn = (token: string): string =>
  `/api/v1/pods?labelSelector=${encodeURIComponent(`${holdLabel}=true`)}&limit=250` +
  (token === '' ? '' : `&continue=${encodeURIComponent(token)}`)

/** Looks at every pod that opted in, one after the other; `isHeld` is undefined of nodes of which nothing is known. */
export function mendHeldPods(
  ports: KubePorts,
  isHeld: (node: string) => boolean | undefined,
  done: (fault: Fault | undefined) => void,
): Cancel {
  let cancel: Cancel = () => undefined
  const page = (token: string): void => {
    cancel = kubeCall(ports, { method: 'GET', path: optedIn(token) }, (list) => {
      if (list instanceof Fault) return done(list)
      const pods = Array.isArray(list['items']) ? (list['items'] as KubeObject[]) : []
      const next = list.metadata['continue']
      const rest = pods.flatMap((pod) => requestFor(pod, isHeld) ?? [])
      each(rest, () => (typeof next === 'string' && next !== '' ? page(next) : done(undefined)))
    })
  }
  const each = (requests: KubeRequest[], end: () => void): void => {
    const request = requests.shift()
    if (request === undefined) return end()
    cancel = kubeCall(ports, request, (outcome) => {
      const isGone =
        outcome instanceof Fault && (outcome.code === 'NOT_FOUND' || outcome.code === 'CONFLICT')
      if (outcome instanceof Fault && !isGone) return done(outcome)
      each(requests, end)
    })
  }
  page('')
  return () => cancel()
}

function requestFor(
  pod: KubeObject,
  isHeld: (node: string) => boolean | undefined,
): KubeRequest | undefined {
  const { nodeName } = specOf(pod)
  const held = nodeName === undefined ? undefined : isHeld(nodeId(nodeName))
  const patch = held === undefined ? undefined : tolerationPatch(pod, held)
  if (patch === undefined) return undefined
  const { namespace = '', name } = pod.metadata
  return { method: 'PATCH', path: podPath(namespace, name), body: { merge: patch } }
}
