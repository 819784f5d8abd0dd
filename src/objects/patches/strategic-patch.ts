// Strategic merge patch: objects merge, lists merge by the keys of their types, directives say the rest.
import type { Field, Fields, FieldType, Schema } from '../schema/schema.ts'
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { isEqualJson } from './equal.ts'
import { ordered } from './element-order.ts'
import type { Identity } from './element-order.ts'
import type { Patched } from './json-patch.ts'

const deleteFrom = '$deleteFromPrimitiveList/'
const setOrder = '$setElementOrder/'
const isDirective = (name: string): boolean =>
  name === '$patch' || name === '$retainKeys' || name.startsWith(deleteFrom) || isOrder(name)
const isOrder = (name: string): boolean => name.startsWith(setOrder)

class Unfit extends Error {}

/** Applies a strategic patch to an object of the type `root`. */
export function strategicPatch(schema: Schema, root: string, target: Json, patch: Json): Patched {
  try {
    return { value: mergeObject(schema, schema.get(root), target, patch) }
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    return { problem: 'failed', message: error.message }
  }
}

function mergeObject(
  schema: Schema,
  fields: Fields | undefined,
  target: Json,
  patch: Json,
): unknown {
  const { $patch: directive, ...rest } = patch
  if (directive === 'replace') return rest
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge') {
    throw new Unfit(`unknown patch type: ${String(directive)}`)
  }
  const merged: Record<string, unknown> = { ...retained(target, patch) }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(deleteFrom)) {
      const name = key.slice(deleteFrom.length)
      merged[name] = without(merged[name], value)
    } else if (!isDirective(key)) {
      const isVain = merged[key] === undefined && isMarked(value)
      if (value === null || isVain) delete merged[key]
      else merged[key] = mergeValue(schema, fields?.get(key), merged[key], value)
    }
  }
  return inOrder(merged, target, patch, fields)
}

/** The fields of `target` that a `$retainKeys` of the patch lets stay. */
function retained(target: Json, patch: Json): Json {
  const keys = patch['$retainKeys']
  if (!Array.isArray(keys)) return target
  return Object.fromEntries(Object.entries(target).filter(([name]) => keys.includes(name)))
}

function mergeValue(
  schema: Schema,
  field: Field | undefined,
  target: unknown,
  patch: unknown,
): unknown {
  if (isJson(patch)) {
    if (!isJson(target)) return withoutDirectives(patch)
    return mergeObject(schema, fieldsOf(schema, field?.type), target, patch)
  }
  if (!Array.isArray(patch)) return patch
  if (!Array.isArray(target)) return withoutDirectives(patch)
  const mergeKey = field?.mergeKey
  if (mergeKey === undefined) return withoutDirectives(patch)
  const merged = mergeKey === '' ? union(target, patch) : mergeItems(schema, field, target, patch)
  return merged
}

/** The fields of what a type holds: of an object, of a list's items or of a map's values. */
function fieldsOf(schema: Schema, type: FieldType | undefined): Fields | undefined {
  if (type?.of === 'object') return schema.get(type.type)
  if (type?.of === 'list') return fieldsOf(schema, type.item)
  return undefined
}

const union = (target: readonly unknown[], patch: readonly unknown[]): readonly unknown[] => {
  const identity: Identity = (item) => item
  return ordered([...new Set([...target, ...patch])], patch, target, identity)
}

function without(target: unknown, items: unknown): unknown {
  if (!Array.isArray(target) || !Array.isArray(items)) return target
  return target.filter((each) => !items.some((item) => isEqualJson(each, item)))
}

function mergeItems(
  schema: Schema,
  field: Field | undefined,
  target: readonly unknown[],
  patch: readonly unknown[],
): readonly unknown[] {
  const mergeKey = field?.mergeKey ?? ''
  const identity = keyed(mergeKey)
  const plain = patch.filter((item) => !isJson(item) || item['$patch'] === undefined)
  if (patch.some((item) => isJson(item) && item['$patch'] === 'replace')) {
    return plain
  }
  const deleted = patch.filter((item) => isJson(item) && item['$patch'] === 'delete').map(identity)
  const merged = target.filter((item) => !deleted.includes(identity(item)))
  for (const item of plain) {
    const at = merged.findIndex((each) => isEqualJson(identity(each), identity(item)))
    const known = merged[at]
    if (isJson(known) && isJson(item)) {
      merged[at] = mergeObject(schema, fieldsOf(schema, field?.type), known, item)
    } else merged.push(withoutDirectives(item))
  }
  return ordered(merged, plain, target, identity)
}

/** Tells items of a list apart by `mergeKey`, which every one must have. */
const keyed =
  (mergeKey: string): Identity =>
  (item) => {
    const key = isJson(item) ? item[mergeKey] : undefined
    if (key !== undefined) return key
    throw new Unfit(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`)
  }

/** Puts the lists into the order that `$setElementOrder` directives ask for. */
function inOrder(merged: Json, target: Json, patch: Json, fields: Fields | undefined): Json {
  const result: Record<string, unknown> = { ...merged }
  for (const [directive, order] of Object.entries(patch)) {
    const name = isOrder(directive) ? directive.slice(setOrder.length) : ''
    const list = result[name]
    const original = target[name]
    const mergeKey = fields?.get(name)?.mergeKey
    if (!Array.isArray(list) || !Array.isArray(order) || mergeKey === undefined) continue
    const identity: Identity = mergeKey === '' ? (item) => item : keyed(mergeKey)
    const before = Array.isArray(original) ? original : []
    result[name] = ordered(list, order, orderBefore(before, patch[name], identity), identity)
  }
  return result
}

const isDeletion = (item: unknown): boolean => isJson(item) && item['$patch'] === 'delete'

/** The order that counts as the original one: as in Kubernetes, new items take the places of deleted ones at the end. */
function orderBefore(
  original: readonly unknown[],
  patch: unknown,
  identity: Identity,
): readonly unknown[] {
  const items = Array.isArray(patch) ? patch : []
  const deleted = new Set(items.filter(isDeletion).map(identity))
  const left = original.filter((item) => !deleted.has(identity(item)))
  const known = new Set(left.map(identity))
  const added = items.filter((item) => !isMarked(item) && !known.has(identity(item)))
  return [...left, ...added.slice(0, original.length - left.length)]
}

/** A value as it stands where there was nothing to merge with: no directives, no nulls. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isMarked(item)).map(withoutDirectives)
  if (!isJson(value)) return value
  const kept = Object.entries(value).filter(
    ([name, each]) => each !== null && each !== undefined && !isDirective(name) && !isMarked(each),
  )
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutDirectives(each)]))
}

/** What says how it is to be merged goes where there is nothing to merge it with. */
const isMarked = (value: unknown): boolean => isJson(value) && value['$patch'] !== undefined
