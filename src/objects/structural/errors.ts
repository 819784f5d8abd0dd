// What is wrong with an object by the schema of its definition, in a real API server's words.
import { invalidValue, required, unsupportedValue } from '../answers/invalid.ts'
import type { FieldError } from '../answers/invalid.ts'
import { isEqualJson } from '../patches/equal.ts'
import { isJson } from '../schema/typed.ts'
import { fieldSchema } from './structural.ts'
import type { Structural } from './structural.ts'

/** What is wrong with the value at `path`. */
export function structuralErrors(
  schema: Structural,
  value: unknown,
  path: string,
): readonly FieldError[] {
  if (value === null && schema.nullable === true) return []
  const wrongType = typeError(schema, value, path)
  if (wrongType !== undefined) return [wrongType]
  return [...ownErrors(schema, value, path), ...innerErrors(schema, value, path)]
}

const kindsOfValues: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isJson,
  array: (value) => Array.isArray(value),
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
}

function typeError(schema: Structural, value: unknown, path: string): FieldError | undefined {
  const isEither = schema['x-kubernetes-int-or-string'] === true
  const wanted = isEither ? ['integer', 'string'] : [schema.type ?? '']
  const fits = wanted.some((type) => kindsOfValues[type]?.(value) ?? true)
  if (fits) return undefined
  const name = nameOf(value)
  const why = `${path} in body must be of type ${wanted.join(',')}: ${JSON.stringify(name)}`
  return { ...invalidValue(path, name, why), reason: 'FieldValueTypeInvalid' }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

function ownErrors(schema: Structural, value: unknown, path: string): readonly FieldError[] {
  const allowed = schema.enum
  const isListed = allowed === undefined || allowed.some((each) => isEqualJson(each, value))
  const unlisted = isListed ? [] : [unsupportedValue(path, value, (allowed ?? []).map(String))]
  return [...unlisted, ...numberErrors(schema, value, path), ...sizeErrors(schema, value, path)]
}

function numberErrors(schema: Structural, value: unknown, path: string): readonly FieldError[] {
  if (typeof value !== 'number') return []
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = schema
  const errors: FieldError[] = []
  const say = (how: string, bound: number) =>
    errors.push(invalidValue(path, value, `${path} in body should be ${how} ${bound}`))
  if (exclusiveMinimum === true && value <= minimum) say('greater than', minimum)
  else if (value < minimum) say('greater than or equal to', minimum)
  if (exclusiveMaximum === true && value >= maximum) say('less than', maximum)
  else if (value > maximum) say('less than or equal to', maximum)
  return errors
}

const plain = (path: string, reason: string, message: string): FieldError => ({
  field: path,
  reason,
  message,
})

function sizeErrors(schema: Structural, value: unknown, path: string): readonly FieldError[] {
  if (typeof value === 'string') return textErrors(schema, value, path)
  if (Array.isArray(value)) {
    const { minItems, maxItems } = schema
    return countErrors({ value, path, what: 'items', count: value.length }, minItems, maxItems)
  }
  if (!isJson(value)) return []
  const { minProperties, maxProperties } = schema
  const counted = { value, path, what: 'properties', count: Object.keys(value).length }
  return countErrors(counted, minProperties, maxProperties)
}

interface Counted {
  readonly value: unknown
  readonly path: string
  readonly what: string
  readonly count: number
}

function countErrors(
  { value, path, what, count }: Counted,
  min = 0,
  max = Infinity,
): readonly FieldError[] {
  const few = `${path} in body should have at least ${min} ${what}`
  const many = `Too many: ${count}: must have at most ${max} items`
  return [
    ...(count < min ? [invalidValue(path, value, few)] : []),
    ...(count > max ? [plain(path, 'FieldValueTooMany', many)] : []),
  ]
}

function textErrors(schema: Structural, value: string, path: string): readonly FieldError[] {
  const { minLength = 0, maxLength = Infinity, pattern } = schema
  const short = `${path} in body should be at least ${minLength} chars long`
  const long = `Too long: may not be more than ${maxLength} bytes`
  return [
    ...(value.length < minLength ? [invalidValue(path, value, short)] : []),
    ...(value.length > maxLength ? [plain(path, 'FieldValueTooLong', long)] : []),
    ...(pattern === undefined || matches(pattern, value)
      ? []
      : [invalidValue(path, value, `${path} in body should match '${pattern}'`)]),
  ]
}

/** Whether a text matches; patterns that this runtime cannot read match everything. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

/** The fields that must be there; an object within an object says what it is. */
const neededOf = (schema: Structural): readonly string[] => [
  ...(schema['x-kubernetes-embedded-resource'] === true ? ['apiVersion', 'kind'] : []),
  ...(schema.required ?? []),
]

function innerErrors(schema: Structural, value: unknown, path: string): readonly FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return []
    return value.flatMap((item, i) => structuralErrors(items, item, `${path}[${i}]`))
  }
  if (!isJson(value)) return []
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  const missing = neededOf(schema).filter((name) => value[name] === undefined)
  const inner = Object.entries(value).flatMap(([name, each]) => {
    const own = fieldSchema(schema, name)
    return own === undefined ? [] : structuralErrors(own, each, below(name))
  })
  return [...missing.map((name) => required(below(name))), ...inner]
}
