// Where kinds of workloads hold their pod template: found by its form, so that any kind that has one counts.
import { isJson, type Json } from '../objects/schema/typed.ts'
import { part } from '../objects/fields.ts'

const paths = [
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
]

/** The path of the spec of an object's pods; undefined if it makes none. */
export const podSpecPath = (object: unknown): readonly string[] | undefined =>
  paths.find((path) => Array.isArray(fieldAt(object, path)['containers']))

/** The object at a path; an empty one if there is none. */
export const fieldAt = (object: unknown, path: readonly string[]): Json =>
  path.reduce<Json>(part, isJson(object) ? object : {})

/** The same value with what lies at a path made another. */
export function changedAt<T extends Json>(
  object: T,
  [name, ...below]: readonly string[],
  change: (field: Json) => Json,
): T {
  if (name === undefined) return change(object) as T
  return { ...object, [name]: changedAt(part(object, name), below, change) }
}
