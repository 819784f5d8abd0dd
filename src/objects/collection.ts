// What reads and watches are answered from: objects by key, and the recent changes in order.
import type { KubeObject, ResourceKind } from './object.ts'

/** One change of one object. `previous` is what it was before, for selectors that it leaves. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly object: KubeObject
  readonly previous?: KubeObject
}

/** Objects whose field has one value: who listens to those alone need not be told of any other. */
export interface Pin {
  readonly field: string
  readonly value: string
  /** The field's value in an object. */
  readonly of: (object: KubeObject) => string
}

/** A versioned set of objects; the small Kubernetes' store and a node's mirror are both one. */
export interface Collection {
  /** The newest resource version of all. */
  readonly version: () => number
  /** Changes up to this version are forgotten: watches from before it get 410. */
  readonly horizon: () => number
  readonly get: (
    kind: ResourceKind,
    namespace: string | undefined,
    name: string,
  ) => KubeObject | undefined
  /** All objects of a kind, of one namespace or of all, ordered by namespace and name. */
  readonly list: (kind: ResourceKind, namespace: string | undefined) => readonly KubeObject[]
  /** Changes of a kind after `version`, oldest first; only asked for versions ≥ horizon. */
  readonly changes: (kind: ResourceKind, version: number) => readonly Change[]
  /** Calls `each` for every later change of a kind, at least of what is pinned down, until cancelled. */
  readonly subscribe: (kind: ResourceKind, each: (change: Change) => void, pin?: Pin) => () => void
}
