// Whether a later patch sets all that an earlier one set: then the earlier one need not be replayed.
import { builtinSchema, typeOf } from '../../objects/schema/builtin.ts'
import type { Fields, FieldType } from '../../objects/schema/schema.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { Json } from '../../objects/schema/typed.ts'
import { isEqualJson } from '../../objects/patches/equal.ts'
import { isSameTarget } from './write.ts'
import type { Write } from './write.ts'

/** Whether doing both, in order, is doing the later one alone, whatever the object is. */
export function covers(later: Write, earlier: Write): boolean {
  const [a, b] = [later.change, earlier.change]
  if (a.verb !== 'patch' || b.verb !== 'patch') return false
  if (a.form !== b.form || a.status !== b.status || later.uid !== earlier.uid) return false
  if (!isSameTarget(later, earlier)) return false
  if (a.form === 'merge') return coversMerge(a.patch, b.patch)
  const fields = builtinSchema.get(typeOf(later.target) ?? '')
  return coversObject(fields, a.patch, b.patch)
}

/** Merge patches: lists and single values are replaced whole, null removes. */
function coversMerge(later: unknown, earlier: unknown): boolean {
  if (later === null) return true
  if (!isJson(earlier)) return later !== undefined && !isJson(later)
  if (!isJson(later)) return later !== undefined
  return Object.entries(earlier).every(([name, value]) => coversMerge(later[name], value))
}

/** Directives that take something away are left to Kubernetes: what holds them is never covered. */
const takesAway = (name: string): boolean =>
  name.startsWith('$') && !name.startsWith('$setElementOrder/')

function coversObject(fields: Fields | undefined, later: unknown, earlier: unknown): boolean {
  if (!isJson(later) || !isJson(earlier)) return false
  if ([...Object.keys(later), ...Object.keys(earlier)].some(takesAway)) return false
  return Object.entries(earlier).every(([name, value]) => {
    const field = fields?.get(name)
    if (!(name in later)) return false
    return coversValue({ type: field?.type, mergeKey: field?.mergeKey }, later[name], value)
  })
}

interface Merged {
  readonly type: FieldType | undefined
  readonly mergeKey: string | undefined
}

function coversValue({ type, mergeKey }: Merged, later: unknown, earlier: unknown): boolean {
  if (later === null) return true
  if (isJson(earlier)) return coversObject(fieldsOf(type), later, earlier)
  if (isJson(later)) return false
  if (!Array.isArray(later) || mergeKey === undefined) return true
  // What is removed first and merged then is not what is merged alone.
  if (!Array.isArray(earlier)) return false
  // A set of single values grows with every patch.
  if (mergeKey === '') return earlier.every((item) => later.includes(item))
  return earlier.every((item) => coversItem(type, mergeKey, later, item))
}

function coversItem(
  type: FieldType | undefined,
  mergeKey: string,
  later: readonly unknown[],
  earlier: unknown,
): boolean {
  const keyOf = (item: unknown): unknown => (isJson(item) ? (item as Json)[mergeKey] : undefined)
  const same = later.find((item) => isEqualJson(keyOf(item), keyOf(earlier)))
  return keyOf(earlier) !== undefined && coversObject(fieldsOf(type), same, earlier)
}

/** The fields of what a type holds; of a map's values nothing is known. */
function fieldsOf(type: FieldType | undefined): Fields | undefined {
  if (type?.of === 'object') return builtinSchema.get(type.type)
  return type?.of === 'list' ? fieldsOf(type.item) : undefined
}
