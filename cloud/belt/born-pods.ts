// What pods that opt in tolerate from their first moment on, before anybody looks at the node they get to.
import { maxHoldOf } from '../../src/health/max-hold.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import { changedTolerations, holdLabel, isOfSilence, specOf } from './held-pods.ts'
import type { Toleration } from './held-pods.ts'

const mirrored = 'kubernetes.io/config.mirror'

/**
 * A JSON patch of a pod that is created; undefined where it does not opt in, or nothing is to be changed. With the label it
 * tolerates the silence of its node without end, as if it were there already; with an annotation of autonomy so long as that says.
 * Without end by an annotation is like the label, which it gets: so it ends when the node has failed.
 */
export function bornPatch(pod: KubeObject): readonly Json[] | undefined {
  const { labels = {}, annotations = {} } = pod.metadata
  if (annotations[mirrored] !== undefined) return undefined
  const holdMs = maxHoldOf(annotations)
  if (labels[holdLabel] === 'true' || holdMs === Infinity) {
    const changed = changedTolerations(pod, true)
    if (changed === undefined) return undefined
    return [
      add('/metadata/labels', { ...labels, [holdLabel]: 'true' }),
      add('/metadata/annotations', { ...annotations, ...changed.annotations }),
      add('/spec/tolerations', changed.tolerations),
    ]
  }
  if (holdMs === undefined) return undefined
  const tolerations = bounded(pod, Math.round(holdMs / 1_000))
  return tolerations === undefined ? undefined : [add('/spec/tolerations', tolerations)]
}

const add = (path: string, value: unknown): Json => ({ op: 'add', path, value })

/** Tolerations that are there, for so long; undefined where they say so already. One without end stays so. */
function bounded(pod: KubeObject, tolerationSeconds: number): readonly Toleration[] | undefined {
  const { tolerations = [] } = specOf(pod)
  const isChanged = (each: Toleration): boolean =>
    isOfSilence(each) &&
    each.tolerationSeconds !== undefined &&
    each.tolerationSeconds !== tolerationSeconds
  if (!tolerations.some(isChanged)) return undefined
  return tolerations.map((each) => (isChanged(each) ? { ...each, tolerationSeconds } : each))
}
