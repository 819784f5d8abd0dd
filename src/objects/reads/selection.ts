// Which objects of a kind a list or a watch selects.
import { badRequest } from '../answers/failures.ts'
import { isStatus } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import type { Collection, Pin } from '../collection.ts'
import { narrowed } from '../lists/narrowed.ts'
import type { KubeObject } from '../object.ts'
import type { ListOptions } from '../request/list-options.ts'
import { pinnedName, resolveFields, selectsFields } from '../selectors/field-selector.ts'
import type { FieldSelector, ResolvedTerm } from '../selectors/field-selector.ts'
import { fieldValue } from '../selectors/selectable-fields.ts'
import { selectsLabels } from '../selectors/label-selector.ts'
import type { RoutedRead } from './routed.ts'

/** The collection to look at, and the predicate; everything matches if it is absent. */
export interface Selection {
  readonly collection: Collection
  readonly matches?: (object: KubeObject) => boolean
  /** A field that has one value in all that match. */
  readonly pin?: Pin
}

/** The selection of the options, or 400 where the kind cannot be selected so. */
export function selectionOf(
  { route: { kind }, info }: RoutedRead,
  options: ListOptions,
  collection: Collection,
): Selection | Status {
  const selector = withName(options.fields, info.name)
  if (isStatus(selector)) return selector
  const fields = resolveFields(kind, selector)
  if (isStatus(fields)) return fields
  const { labels } = options
  if (fields.length === 0 && labels.requirements.length === 0) return { collection }
  const name = pinnedName(selector.terms)
  return {
    collection: name === undefined ? collection : narrowed(collection, name),
    matches: (object) =>
      selectsFields(fields, object) && selectsLabels(labels, object.metadata.labels),
    ...pinOf(fields),
  }
}

function pinOf(fields: readonly ResolvedTerm[]): Pick<Selection, 'pin'> {
  const term = fields.find(({ equal }) => equal)
  if (term === undefined) return {}
  const { source, value } = term
  return { pin: { field: source.name, value, of: (object) => fieldValue(object, source) } }
}

/** A name in the path is one more field; the query may not contradict it. */
function withName(selector: FieldSelector, name: string | undefined): FieldSelector | Status {
  if (name === undefined) return selector
  const pinned = pinnedName(selector.terms)
  if (pinned !== undefined && pinned !== name) {
    return badRequest('fieldSelector metadata.name does not match the name in the path')
  }
  return { terms: [...selector.terms, { name: 'metadata.name', equal: true, value: name }] }
}
