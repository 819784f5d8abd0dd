// The fields that a client-side apply set last and that still stand: a server-side one may take them over.
import { isJson } from '../schema/typed.ts'
import { compared } from './compare.ts'
import { difference, noFields, union } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import type { Shape } from './shape.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** The fields of the last configuration in an object's annotation whose values are still the object's. */
export function lastAppliedFields(shape: Shape, object: unknown): FieldSet {
  const last = lastApplied(object)
  if (last === undefined) return noFields
  const { changed, removed } = compared(shape, last, object)
  return difference(fieldsOf(shape, last), union(changed, removed))
}

function lastApplied(object: unknown): unknown {
  const metadata = isJson(object) ? object['metadata'] : undefined
  const annotations = isJson(metadata) ? metadata['annotations'] : undefined
  const text = isJson(annotations) ? annotations[annotation] : undefined
  if (typeof text !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
