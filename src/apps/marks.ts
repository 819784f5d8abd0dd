// The annotations that a child bears: in which unit it lies, how it was rendered, and since when its unit is gone.
import type { KubeObject } from '../objects/object.ts'

/** The unit that a child lies in; absent where the app has it once. */
export const unitMark = 'causeway.io/unit'
/** A hash of what was applied: another one means that the manifest is another. */
export const renderedMark = 'causeway.io/rendered'
/** Since when the unit of a child has no nodes any more, as Kubernetes spells times. */
export const vanishedMark = 'causeway.io/unit-vanished-since'
/** On an app: how long the workload of a vanished unit stays: `10m`, `0`. */
export const graceMark = 'causeway.io/unit-grace'

/** An annotation of an object. */
export const markOf = (object: KubeObject, mark: string): string | undefined =>
  object.metadata.annotations?.[mark]
