// What a watch was asked for.
import type { Pin } from '../collection.ts'
import type { ServedKind } from '../kinds/registry.ts'
import type { KubeObject } from '../object.ts'
import type { Form } from '../request/accept.ts'

/** A watch as asked for, checked and ready to begin. */
export interface WatchSpec {
  readonly kind: ServedKind
  readonly namespace?: string
  readonly matches: (object: KubeObject) => boolean
  /** A field that has one value in all that match. */
  readonly pin?: Pin
  /** Begin with the objects that are there, with the changes after `after`, or with what comes from now on. */
  readonly begin: 'objects' | 'changes' | 'now'
  /** The version that the client knows, or at least wants; 0 if any will do. */
  readonly after: number
  /** Whether a bookmark tells that the objects there were have all been sent. */
  readonly markInitialEnd: boolean
  readonly bookmarks: boolean
  readonly timeoutMs: number
  readonly form: Form
}
