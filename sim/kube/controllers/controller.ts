// A controller: which keys a change concerns, and what should be written for a key.
import type { Random } from '../../../src/kernel/random.ts'
import type { MonoMs, WallMs } from '../../../src/kernel/time.ts'
import type { Change } from '../../../src/objects/collection.ts'
import type { KubeObject, ResourceKind } from '../../../src/objects/object.ts'
import type { ControllerConfig } from '../config.ts'
import type { Seen } from './kinds.ts'
import type { EventDraft, Write } from './write.ts'

/** What a controller may read besides objects. */
export interface At {
  readonly mono: MonoMs
  readonly wall: WallMs
  readonly random: Random
  readonly config: ControllerConfig
}

/** What should be done for a key, in this order, and when to look again at the latest. */
export interface Plan {
  readonly writes: readonly Write[]
  /** Events that no write leads to; recorded first. */
  readonly events?: readonly EventDraft[]
  readonly againMs?: number
  /** Each write is tried whatever became of those before it, and what failed is left to the next look. */
  readonly anyway?: boolean
  /** Other keys to look at. */
  readonly marks?: readonly string[]
}

/** Keys that a change of one kind concerns. */
export interface Watch {
  readonly kind: ResourceKind
  readonly keys: (change: Change, seen: Seen) => readonly string[]
}

/** Compares what is with what should be, key by key; whatever it remembers, it can do without. */
export interface Controller {
  readonly name: string
  /** The account it writes as. */
  readonly account: string
  readonly watches: readonly Watch[]
  /** Keys to look at when it starts, besides those of all existing objects. */
  readonly initial?: readonly string[]
  readonly reconcile: (key: string, seen: Seen, at: At) => Plan
}

/** Nothing to do. */
export const nothing: Plan = { writes: [] }

/** `namespace/name`, or the name alone. */
export const keyOf = ({ metadata }: KubeObject): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`

/** The namespace (empty if there is none) and the name of a key. */
export function splitKey(key: string): readonly [namespace: string, name: string] {
  const at = key.indexOf('/')
  return [key.slice(0, Math.max(at, 0)), key.slice(at + 1)]
}

/** Keys of the objects themselves. */
export const itself = (change: Change): readonly string[] => [keyOf(change.object)]

/** Keys of the controlling owners of that kind, before and after the change. */
export const ownersOf =
  (kind: string) =>
  (change: Change): readonly string[] => {
    const versions = [change.object, ...(change.previous === undefined ? [] : [change.previous])]
    return versions.flatMap(({ metadata }) =>
      (metadata.ownerReferences ?? [])
        .filter((owner) => owner.controller === true && owner.kind === kind)
        .map((owner) => `${metadata.namespace ?? ''}/${owner.name}`),
    )
  }
