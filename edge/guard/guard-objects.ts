// The objects that a guard looks at, out of whatever shows a node's mirror.
import type { KubeObject } from '../../src/objects/object.ts'
import type { GuardObjects } from './guard-parts.ts'

/** A kind, whatever its version. */
interface Kind {
  readonly group: string
  readonly resource: string
}

/** What shows the mirror: a collection of objects by kind. */
export interface Shelf {
  readonly get: (kind: Kind, namespace: string | undefined, name: string) => KubeObject | undefined
  readonly list: (kind: Kind, namespace: string | undefined) => readonly KubeObject[]
}

/** Objects of the core group, and the pods. */
export const guardObjects = (shelf: Shelf): GuardObjects => ({
  get: (resource, namespace, name) => shelf.get({ group: '', resource }, namespace, name),
  pods: () => shelf.list({ group: '', resource: 'pods' }, undefined),
  volumes: () => shelf.list({ group: '', resource: 'persistentvolumes' }, undefined),
})
