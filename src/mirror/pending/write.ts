// A write that a node accepted alone: what it is about, what it changes, and under which name it is known.
import type { KubeObject } from '../../objects/object.ts'
import { keyText } from '../scope.ts'
import type { ObjectKey } from '../scope.ts'

/** Which object, and how its kind is called. */
export interface WriteTarget extends ObjectKey {
  readonly version: string
  readonly kind: string
}

/** How the fields of a patch are merged with those that are there. */
export type PatchForm = 'merge' | 'strategic'

/** What a write changes. */
export type WriteChange =
  | { readonly verb: 'create'; readonly object: KubeObject }
  | {
      readonly verb: 'patch'
      readonly form: PatchForm
      readonly patch: unknown
      /** It goes to the status, which has a path of its own. */
      readonly status: boolean
    }
  | { readonly verb: 'delete'; readonly graceSeconds: number }

/** A write before it has a number. */
export interface Write {
  readonly target: WriteTarget
  /** The object that was meant: its own uid, or the one that this node gave it alone. */
  readonly uid: string | undefined
  readonly change: WriteChange
}

/**
 * The name of a write: the run of the agent that accepted it, and its number in the node's journal. Numbers alone would
 * come twice where an older copy of a journal is written on.
 */
export interface WriteName {
  readonly life: string
  readonly number: number
}

/** A write that was accepted, and whose effect in Kubernetes is not known yet. */
export interface PendingWrite extends Write, WriteName {
  /** Which of the journal's places for pending writes it takes; free again when it ends. */
  readonly slot: number
}

/** One text for one write. */
export const writeText = ({ life, number }: WriteName): string => `${life}/${number}`

/** Whether two writes are about the same object by name. */
export const isSameTarget = (a: Write, b: Write): boolean => keyText(a.target) === keyText(b.target)

/** Carries, in Kubernetes, the last replayed write of an object: a replay that comes twice is found by it. */
export const replayedAnnotation = 'causeway.io/replayed-write'

/** Carries the uid that a node gave to an object which it created alone. */
export const localUidAnnotation = 'causeway.io/local-uid'

/** Whether an object is the one that a uid means. */
export const isUidOf = (uid: string | undefined, { metadata }: KubeObject): boolean =>
  uid === undefined || uid === metadata.uid || uid === metadata.annotations?.[localUidAnnotation]
