// A fresh node takes no pods until it is known to be ready.
import { part, text } from '../../../src/objects/fields.ts'
import { items } from '../kinds/fields.ts'
import type { Admission } from './admission.ts'

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

/** Adds the taint of nodes that are not ready. */
export const freshNodeTaint: Admission = (_kube, node) => {
  const spec = part(node, 'spec')
  const taints = items(spec, 'taints')
  const has = taints.some(
    (taint) => text(taint, 'key') === notReady.key && text(taint, 'effect') === notReady.effect,
  )
  return has ? node : { ...node, spec: { ...spec, taints: [...taints, notReady] } }
}
