// Pods tolerate a node that is not ready or unreachable for a while.
import { part, text } from '../../../src/objects/fields.ts'
import { items } from '../kinds/fields.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { Admission } from './admission.ts'

const conditions = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** Adds tolerations of the two taints that evict, where the pod does not say how long. */
export const defaultTolerations: Admission = ({ config }, pod) => {
  const spec = part(pod, 'spec')
  const tolerations = items(spec, 'tolerations')
  const missing = conditions.filter((key) => !tolerations.some((each) => tolerates(each, key)))
  if (missing.length === 0) return pod
  const added = missing.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: config.tolerationSeconds,
  }))
  return { ...pod, spec: { ...spec, tolerations: [...tolerations, ...added] } }
}

const tolerates = (toleration: Json, key: string): boolean =>
  ['', key].includes(text(toleration, 'key')) &&
  ['', 'NoExecute'].includes(text(toleration, 'effect'))
