// What a node knows of one object, by where it knows it from, and which of it is shown.
import type { Scope } from '../../src/mirror/scope.ts'
import { originOf, readObject } from './shown.ts'

/** Bytes by source; a pending write may also say that the object is gone. */
export interface Layers {
  /** By the node's own feed: whole. */
  readonly own?: Uint8Array | undefined
  /** By a feed that others follow too. */
  readonly shared?: Uint8Array | undefined
  /** By an answer of the cluster to this node. */
  readonly learned?: Uint8Array | undefined
  /** A slice of the above with what the node's pods say themselves. */
  readonly live?: Uint8Array | undefined
  readonly pending?: Uint8Array | 'gone' | undefined
  /** Endpoints made of what is shown of slices; they count where nobody tells of any. */
  readonly derived?: Uint8Array | undefined
}

/** The layer of a scope. */
export const layerOf = (scope: Scope): 'own' | 'shared' =>
  scope.startsWith('node/') ? 'own' : 'shared'

/** Whether nothing is known any more. */
export const isBare = ({ own, shared, learned, pending, derived }: Layers): boolean =>
  [own, shared, learned, pending, derived].every((layer) => layer === undefined)

/** What is shown; undefined: there is no such object. */
export function shownOf({ live, pending, ...layers }: Layers): Uint8Array | undefined {
  if (pending !== undefined) return pending === 'gone' ? undefined : pending
  return live ?? toldOf(layers)
}

/** What the cloud or the cluster told, whatever lies over it. */
export function toldOf({ own, shared, learned }: Layers): Uint8Array | undefined {
  const fed = own ?? shared
  return learned !== undefined && (fed === undefined || isNewer(learned, fed)) ? learned : fed
}

/** Whether these bytes are of a newer version of the origin. */
export const isNewer = (bytes: Uint8Array, than: Uint8Array): boolean =>
  originOf(readObject(bytes)) > originOf(readObject(than))
