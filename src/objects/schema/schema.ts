// The notation in which the types of the API are written down, and its reader.
//
// A type is a line, longer ones continue on indented lines: its name, then its fields. A field is
//   name[:type][absence][@mergeKey][+][=number]
// type: `string` if left out; `[T]` a list, `{T}` a map, another type's name, or a scalar (below);
// absence: nothing (left out when absent or empty), `!` always there (zero if not given), `?` null
// if not given, `~` left out when zero, `#` text that is kept when empty;
// `@key` merges a list by that field (`@` alone: a set of scalars); `+` drops keys not retained;
// `=number` is the field's number in protobuf, `=2.1` field 1 of what is field 2 there.

/** Types without fields. `micro` is a time with microseconds, `any` is kept as it came. */
export const scalars = [
  'string',
  'int',
  'number',
  'bool',
  'time',
  'micro',
  'bytes',
  'quantity',
  'int|string',
  'any',
] as const

/** A type without fields. */
export type Scalar = (typeof scalars)[number]

/** What a field holds. */
export type FieldType =
  | { readonly of: 'scalar'; readonly scalar: Scalar }
  | { readonly of: 'list'; readonly item: FieldType }
  | { readonly of: 'map'; readonly value: FieldType }
  | { readonly of: 'object'; readonly type: string }

/** What stands in an answer when a field was not given, or is empty. */
export type Absence = 'empty-left-out' | 'zero-left-out' | 'zero' | 'null' | 'kept'

/** One field of a type. */
export interface Field {
  readonly type: FieldType
  readonly absence: Absence
  /** Key by which a strategic patch merges the list; empty for sets of scalars. */
  readonly mergeKey?: string
  readonly retainKeys: boolean
  /** Where the field lies in protobuf: its number, within the numbers of the messages around it. */
  readonly numbers: readonly number[]
}

/** Fields by name. */
export type Fields = ReadonlyMap<string, Field>

/** Types by name. */
export type Schema = ReadonlyMap<string, Fields>

const absences: Readonly<Record<string, Absence>> = {
  '': 'empty-left-out',
  '~': 'zero-left-out',
  '!': 'zero',
  '?': 'null',
  '#': 'kept',
}

/** Reads types in the notation above; what has metadata has also `apiVersion` and `kind`. */
export function readSchema(text: string): Schema {
  const types = new Map<string, Fields>()
  for (const line of text.replaceAll(/\n +/g, ' ').split('\n')) {
    const [name = '', ...fields] = line.split(' ')
    if (name === '') continue
    const identity = fields.some((field) => field.startsWith('metadata:ObjectMeta'))
    const all = identity ? ['apiVersion', 'kind', ...fields] : fields
    types.set(name, new Map(all.map(readField)))
  }
  return types
}

const notation = /^([^:!?~#@+=]+)(?::([^!?~#@+=]+))?([!?~#]?)(?:@(\w*))?(\+?)(?:=([\d.]+))?$/

function readField(text: string): [string, Field] {
  const parts = notation.exec(text)
  if (parts === null) throw new Error(`assertion failed: a field in the notation, not ${text}`)
  const [, name = '', type = 'string', absence = '', mergeKey, retain, numbers] = parts
  const field: Field = {
    type: readType(type),
    absence: absences[absence] ?? 'empty-left-out',
    retainKeys: retain === '+',
    numbers: numbers?.split('.').map(Number) ?? [],
    ...(mergeKey === undefined ? {} : { mergeKey }),
  }
  return [name, field]
}

function readType(text: string): FieldType {
  const inner = text.slice(1, -1)
  if (text.startsWith('[')) return { of: 'list', item: readType(inner) }
  if (text.startsWith('{')) return { of: 'map', value: readType(inner) }
  const scalar = scalars.find((each) => each === text)
  return scalar === undefined ? { of: 'object', type: text } : { of: 'scalar', scalar }
}
