// One taint set or removed on a node, every other taint left as it is.
import type { Taint } from '../src/health/inputs.ts'
import type { KubeObject } from '../src/objects/object.ts'
import type { KubeRequest } from './kube-call.ts'

/** The taints of a node. */
export function taintsOf(node: KubeObject): readonly Taint[] {
  const spec = node['spec'] as { taints?: unknown } | undefined
  return Array.isArray(spec?.taints) ? (spec.taints as Taint[]) : []
}

/** The patch that makes `taint` present or absent; undefined when it is so. Lists of taints are replaced whole. */
export function taintPatch(
  path: string,
  node: KubeObject,
  taint: Taint,
  present: boolean,
): KubeRequest | undefined {
  const taints = taintsOf(node)
  const same = (one: Taint) => one.key === taint.key && one.effect === taint.effect
  if (taints.some(same) === present) return undefined
  const wanted = present ? [...taints, taint] : taints.filter((one) => !same(one))
  const { resourceVersion } = node.metadata
  const body = { metadata: { resourceVersion }, spec: { taints: wanted } }
  return { method: 'PATCH', path, body: { merge: body } }
}
