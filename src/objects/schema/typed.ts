// An untyped value made to fit a type: unknown fields dropped, empty ones left out, zeros filled in.
import { scalarProblem } from './scalars.ts'
import type { Field, Fields, FieldType, Scalar, Schema } from './schema.ts'

/** A value that fits its type, and what did not fit. */
export interface Typed {
  readonly value: unknown
  /** Paths of fields that the type does not have. */
  readonly unknown: readonly string[]
  /** The first value of a wrong type, in a decoder's words. */
  readonly wrong?: string
}

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Walk {
  readonly schema: Schema
  readonly root: string
  /** Where it is now: names of fields and keys, places in lists. */
  readonly path: (string | number)[]
  readonly unknown: string[]
  wrong?: string
}

/** Makes `value` fit the type `root` of `schema`. What fits already is not copied. */
export function typed(schema: Schema, root: string, value: unknown): Typed {
  const walk: Walk = { schema, root, path: [], unknown: [] }
  const fitted = fit(walk, { of: 'object', type: root }, value)
  const { unknown, wrong } = walk
  return { value: fitted, unknown, ...(wrong === undefined ? {} : { wrong }) }
}

function fit(walk: Walk, type: FieldType, value: unknown): unknown {
  if (type.of === 'scalar') return fitScalar(walk, type.scalar, value)
  if (type.of === 'list') {
    if (!Array.isArray(value)) return mismatch(walk, value, goName(type))
    return fitList(walk, type.item, value)
  }
  const fields = type.of === 'object' ? walk.schema.get(type.type) : undefined
  if (type.of === 'object' && fields === undefined) return value
  const given = value === null ? {} : value
  if (!isJson(given)) return mismatch(walk, value, goName(type))
  if (type.of === 'map') return fitMap(walk, type.value, given)
  return fitObject(walk, fields ?? new Map(), given)
}

function fitBelow(walk: Walk, place: string | number, type: FieldType, value: unknown): unknown {
  walk.path.push(place)
  const fitted = fit(walk, type, value)
  walk.path.pop()
  return fitted
}

function fitScalar(walk: Walk, scalar: Scalar, value: unknown): unknown {
  const problem = scalarProblem(scalar, value)
  if (problem?.parsing !== undefined) walk.wrong ??= problem.parsing
  else if (problem !== undefined) mismatch(walk, value, problem.type)
  return scalar === 'quantity' && typeof value === 'number' ? String(value) : value
}

function fitList(walk: Walk, type: FieldType, value: readonly unknown[]): readonly unknown[] {
  const fitted = value.map((item, i) => fitBelow(walk, i, type, item))
  return fitted.every((item, i) => item === value[i]) ? value : fitted
}

function fitMap(walk: Walk, type: FieldType, value: Json): Json {
  const keys = Object.keys(value)
  const fitted = keys.map((key) => fitEntry(walk, type, key, value[key]))
  if (keys.every((key, i) => fitted[i] === value[key])) return value
  return Object.fromEntries(keys.map((key, i) => [key, fitted[i]]))
}

function fitEntry(walk: Walk, type: FieldType, key: string, value: unknown): unknown {
  if (value === null) return zeroOf(walk.schema, type)
  return type.of === 'scalar' ? fit(walk, type, value) : fitBelow(walk, key, type, value)
}

function fitObject(walk: Walk, fields: Fields, value: Json): Json {
  const fitted: Record<string, unknown> = {}
  let isSame = true
  for (const name of Object.keys(value)) {
    const given = value[name]
    const inner = fitField(walk, fields.get(name), name, given)
    if (inner !== given || given === undefined) isSame = false
    if (inner !== undefined) fitted[name] = inner
  }
  for (const [name, field] of alwaysThere(fields)) {
    if (name in fitted) continue
    isSame = false
    fitted[name] = field.absence === 'zero' ? zeroOf(walk.schema, field.type) : null
  }
  return isSame ? value : fitted
}

/** What stands in a field; undefined where it is left out. */
function fitField(walk: Walk, field: Field | undefined, name: string, given: unknown): unknown {
  if (field === undefined) {
    walk.path.push(name)
    walk.unknown.push(pathText(walk))
    walk.path.pop()
    return undefined
  }
  if (given === null || given === undefined) return undefined
  const inner = fitBelow(walk, name, field.type, given)
  return isLeftOut(field, inner) ? undefined : inner
}

const required = new WeakMap<Fields, readonly (readonly [string, Field])[]>()

/** The fields that stand in every value of a type. */
function alwaysThere(fields: Fields): readonly (readonly [string, Field])[] {
  const known = required.get(fields)
  if (known !== undefined) return known
  const found = [...fields].filter(([, { absence }]) => absence === 'zero' || absence === 'null')
  required.set(fields, found)
  return found
}

function isLeftOut({ absence, type }: Field, value: unknown): boolean {
  if (absence !== 'empty-left-out' && absence !== 'zero-left-out') return false
  if (value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (type.of === 'map') return isJson(value) && Object.keys(value).length === 0
  return absence === 'zero-left-out' && (value === 0 || value === false)
}

/** What stands for a field that must be there but was not given. */
function zeroOf(schema: Schema, type: FieldType): unknown {
  if (type.of === 'object') return typed(schema, type.type, {}).value
  if (type.of !== 'scalar') return null
  const { scalar } = type
  if (scalar === 'string') return ''
  if (scalar === 'quantity') return '0'
  if (scalar === 'int' || scalar === 'number' || scalar === 'int|string') return 0
  return scalar === 'bool' ? false : null
}

/** Where a walk is: `spec.containers[0].name`. */
function pathText({ path }: Walk): string {
  const [first = '', ...rest] = path
  return [first, ...rest.map((each) => (typeof each === 'number' ? `[${each}]` : `.${each}`))].join(
    '',
  )
}

function mismatch(walk: Walk, value: unknown, type: string): unknown {
  const place = [walk.root, pathText(walk)].filter((part) => part !== '').join('.')
  const where = place.replaceAll(/\[\d+\]/g, '')
  walk.wrong ??= `json: cannot unmarshal ${jsonName(value)} into Go struct field ${where} of type ${type}`
  return value
}

function jsonName(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function goName(type: FieldType): string {
  if (type.of === 'list') return `[]${goName(type.item)}`
  if (type.of === 'map') return `map[string]${goName(type.value)}`
  return type.of === 'object' ? `v1.${type.type}` : (scalarProblem(type.scalar, {})?.type ?? 'any')
}
