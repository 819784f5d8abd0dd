// The Scale of an object: its replica counts in one shape for every kind.
import { internalError } from './answers/failures.ts'
import type { Status } from './answers/status.ts'
import { at } from './field-path.ts'
import type { ScalePaths, ServedKind } from './kinds/registry.ts'
import type { KubeObject, Metadata } from './object.ts'
import { labelSelectorText } from './selectors/label-selector.ts'
import type { LabelSelectorObject } from './selectors/label-selector.ts'

const ownPaths: ScalePaths = { specReplicas: '.spec.replicas', statusReplicas: '.status.replicas' }

/** The Scale of an object, or 500 where a definition's object has no count of wanted replicas. */
export function scaleOf(kind: ServedKind, object: KubeObject): KubeObject | Status {
  const paths = kind.scale ?? ownPaths
  const wanted = at(object, paths.specReplicas)
  if (typeof wanted !== 'number' && kind.custom === true) {
    return internalError(`the spec replicas field "${paths.specReplicas}" does not exist`)
  }
  const replicas = at(object, paths.statusReplicas)
  const selector = selectorText(object, paths)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: ownMetadata(object.metadata),
    spec: typeof wanted === 'number' && wanted !== 0 ? { replicas: wanted } : {},
    status: {
      replicas: typeof replicas === 'number' ? replicas : 0,
      ...(selector === '' ? {} : { selector }),
    },
  }
}

function ownMetadata(metadata: Metadata): Metadata {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
  }
}

/** The selector as text: a built-in kind's is an object, a definition's is text already. */
function selectorText(object: KubeObject, { labelSelector }: ScalePaths): string {
  if (labelSelector === undefined) return ''
  const value = at(object, labelSelector)
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null
    ? labelSelectorText(value as LabelSelectorObject)
    : ''
}
