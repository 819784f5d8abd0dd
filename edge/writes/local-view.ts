// What local clients see, as far as writes that are made alone need it: the feeds' objects, and what lies over them.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { WriteTarget } from '../../src/mirror/pending/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** The node's view of objects; whoever watches is told of each change as it is made. */
export interface LocalView {
  /** An object as local clients see it, with the node's own resource version. */
  readonly current: (key: ObjectKey) => KubeObject | undefined
  /** An object as the feeds have it, with its origin's resource version. */
  readonly base: (key: ObjectKey) => KubeObject | undefined
  /** Whether feeds bring objects of this kind at all. */
  readonly carries: (key: ObjectKey) => boolean
  /** Lays an object over what the feeds have, and answers it with the node's own resource version. */
  readonly put: (target: WriteTarget, object: KubeObject) => KubeObject
  /** Shows nothing there, whatever the feeds have. */
  readonly hide: (target: WriteTarget) => void
  /** Shows again what the feeds have. */
  readonly drop: (target: WriteTarget) => void
}
