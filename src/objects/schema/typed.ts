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
  readonly unknown: string[]
  wrong?: string
}

/** Makes `value` fit the type `root` of `schema`. */
export function typed(schema: Schema, root: string, value: unknown): Typed {
  const walk: Walk = { schema, root, unknown: [] }
  const fitted = fit(walk, { of: 'object', type: root }, value, [])
  const { unknown, wrong } = walk
  return { value: fitted, unknown, ...(wrong === undefined ? {} : { wrong }) }
}

function fit(walk: Walk, type: FieldType, value: unknown, path: readonly string[]): unknown {
  if (type.of === 'scalar') return fitScalar(walk, type.scalar, value, path)
  if (type.of === 'list') {
    if (!Array.isArray(value)) return mismatch(walk, value, path, goName(type))
    return value.map((item, i) => fit(walk, type.item, item, indexed(path, i)))
  }
  const fields = type.of === 'object' ? walk.schema.get(type.type) : undefined
  if (type.of === 'object' && fields === undefined) return value
  const given = value === null ? {} : value
  if (!isJson(given)) return mismatch(walk, value, path, goName(type))
  if (type.of === 'map') return fitMap(walk, type.value, given, path)
  return fitObject(walk, fields ?? new Map(), given, path)
}

function fitScalar(walk: Walk, scalar: Scalar, value: unknown, path: readonly string[]): unknown {
  const problem = scalarProblem(scalar, value)
  if (problem?.parsing !== undefined) walk.wrong ??= problem.parsing
  else if (problem !== undefined) mismatch(walk, value, path, problem.type)
  return scalar === 'quantity' && typeof value === 'number' ? String(value) : value
}

function fitMap(walk: Walk, type: FieldType, value: Json, path: readonly string[]): Json {
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [
    key,
    each === null
      ? zeroOf(walk.schema, type)
      : fit(walk, type, each, type.of === 'scalar' ? path : [...path, key]),
  ])
  return Object.fromEntries(entries)
}

function fitObject(walk: Walk, fields: Fields, value: Json, path: readonly string[]): Json {
  const fitted: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(value)) {
    const field = fields.get(name)
    if (field === undefined) {
      walk.unknown.push([...path, name].join('.'))
      continue
    }
    if (given === null || given === undefined) continue
    const inner = fit(walk, field.type, given, [...path, name])
    if (!isLeftOut(field, inner)) fitted[name] = inner
  }
  for (const [name, field] of fields) {
    if (name in fitted) continue
    if (field.absence === 'zero') fitted[name] = zeroOf(walk.schema, field.type)
    if (field.absence === 'null') fitted[name] = null
  }
  return fitted
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
  if (type.of === 'object') {
    const walk: Walk = { schema, root: type.type, unknown: [] }
    return fit(walk, type, {}, [])
  }
  if (type.of !== 'scalar') return null
  const { scalar } = type
  if (scalar === 'string') return ''
  if (scalar === 'quantity') return '0'
  if (scalar === 'int' || scalar === 'number' || scalar === 'int|string') return 0
  return scalar === 'bool' ? false : null
}

const indexed = (path: readonly string[], index: number): readonly string[] => [
  ...path.slice(0, -1),
  `${path.at(-1) ?? ''}[${index}]`,
]

function mismatch(walk: Walk, value: unknown, path: readonly string[], type: string): unknown {
  const place = [walk.root, ...path].join('.').replaceAll(/\[\d+\]/g, '')
  walk.wrong ??= `json: cannot unmarshal ${jsonName(value)} into Go struct field ${place} of type ${type}`
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
