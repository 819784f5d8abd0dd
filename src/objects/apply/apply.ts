// Server-side apply: whose fields change, who objects, and what nobody applies any more.
import { compared } from './compare.ts'
import { difference, intersection, isEmptySet, noFields, pathsOf, union } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldsOf, withNamed, withoutFields } from './fields-of.ts'
import { managerKey, manageable, settledManagers } from './managers.ts'
import type { Managed, Manager, Managers } from './managers.ts'
import { merged } from './merge.ts'
import type { Shape } from './shape.ts'

/** A field that somebody else manages with another value. */
export interface Conflict {
  readonly with: Managed
  readonly path: readonly string[]
}

/** What a write is to, and by whom. */
export interface Writing {
  readonly shape: Shape
  /** Whether the kind's status has a path of its own. */
  readonly hasOwnStatus: boolean
  readonly managers: Managers
  readonly manager: Manager
  /** As entries carry it. */
  readonly now: string
}

/** What an apply leaves, or who objects. */
export type Applied =
  | { readonly object: unknown; readonly managers: Managers }
  | { readonly conflicts: readonly Conflict[] }

/** Applies `config` to `live`; with `force` the fields of others are taken over. */
export function applied(writing: Writing, live: unknown, config: unknown, force: boolean): Applied {
  const { shape, managers, manager } = writing
  const key = managerKey(manager)
  const owned = ownable(writing, fieldsOf(shape, config))
  const last = managers.get(key)?.fields ?? noFields
  const wanted = new Map(managers).set(key, { manager, fields: owned, time: writing.now })
  const object = pruned(shape, merged(shape, live, config), last, wanted)
  const { changed, removed } = compared(shape, live, object)
  const conflicts = conflictsOf(wanted, key, ownable(writing, changed))
  if (conflicts.length > 0 && !force) return { conflicts }
  const others = withoutTaken(wanted, key, union(changed, removed))
  return { object, managers: settledManagers(others, managers, writing.now) }
}

/** The managers after a write of another kind: what it changed is the writer's. */
export function updatedManagers(writing: Writing, before: unknown, after: unknown): Managers {
  const { shape, managers, manager, now } = writing
  const key = managerKey(manager)
  const { changed, removed } = compared(shape, before, after)
  const others = withoutTaken(managers, key, union(changed, removed))
  const own = managers.get(key)?.fields ?? noFields
  const fields = ownable(writing, union(difference(own, removed), changed))
  return settledManagers(new Map(others).set(key, { manager, fields, time: now }), managers, now)
}

const ownable = ({ manager, hasOwnStatus }: Writing, set: FieldSet): FieldSet =>
  manageable(set, manager.subresource, hasOwnStatus)

/** Without the fields that were applied last time, are not now, and that nobody else manages. */
function pruned(shape: Shape, object: unknown, last: FieldSet, managers: Managers): unknown {
  if (isEmptySet(last)) return object
  const managed = [...managers.values()].reduce((all, { fields }) => union(all, fields), noFields)
  const gone = difference(withNamed(shape, last), withNamed(shape, managed))
  return withoutFields(shape, object, gone) ?? {}
}

function conflictsOf(managers: Managers, key: string, changed: FieldSet): readonly Conflict[] {
  return [...managers]
    .filter(([each]) => each !== key)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, managed]) =>
      pathsOf(intersection(managed.fields, changed)).map((path) => ({ with: managed, path })),
    )
}

function withoutTaken(managers: Managers, key: string, taken: FieldSet): Managers {
  return new Map(
    [...managers].map(([each, managed]) => [
      each,
      each === key ? managed : { ...managed, fields: difference(managed.fields, taken) },
    ]),
  )
}
