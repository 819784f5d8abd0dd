// What of a change matters: most changes of nodes and units change nothing for each other.
import type { KubeObject } from '../../objects/object.ts'
import { isEqualJson } from '../../objects/patches/equal.ts'
import { readinessOf } from './gift.ts'
import { ownAnnotations, ownLabels } from './node-change.ts'

/** Whether of a node nothing changed that a unit tells of. */
export const isAsReady = (a: KubeObject | undefined, b: KubeObject | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  readinessOf(a) === readinessOf(b) &&
  isEqualJson(a.metadata.labels, b.metadata.labels) &&
  isEqualJson(ownLabels(a), ownLabels(b)) &&
  isEqualJson(ownAnnotations(a), ownAnnotations(b))

/** Whether of a unit nothing changed but its status. */
export const isAsWanted = (a: KubeObject | undefined, b: KubeObject | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  isEqualJson(a['spec'], b['spec']) &&
  isEqualJson(a.metadata.labels, b.metadata.labels) &&
  isEqualJson(a.metadata.annotations, b.metadata.annotations) &&
  a.metadata.creationTimestamp === b.metadata.creationTimestamp &&
  a.metadata.deletionTimestamp === b.metadata.deletionTimestamp
