// Config maps and secrets: their keys, their size, and those that never change.
import { toBase64 } from '../../../src/kernel/base64.ts'
import { forbiddenField, invalidValue, tooLong } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import { configKey } from '../../../src/objects/name-checks.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isEqualJson } from '../../../src/objects/patches/equal.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { immutable } from './field-errors.ts'
import { strategy } from './strategy.ts'

const dataBytesMax = 1024 * 1024
const utf8 = new TextEncoder()

/** The rules of config maps. */
export const configmaps = strategy({
  errors: (object) => dataErrors(object, ['data', 'binaryData'], '[]'),
  changeErrors: (object, old) => frozenErrors(object, old, ['data', 'binaryData']),
})

/** The rules of secrets; text given as `stringData` is stored as data. */
export const secrets = strategy({
  defaults: ({ stringData, ...secret }) => {
    const texts = Object.entries(part({ stringData }, 'stringData'))
    const encoded = texts.map(([key, value]) => [key, toBase64(utf8.encode(String(value)))])
    const data = { ...part(secret, 'data'), ...Object.fromEntries(encoded) }
    const filled = Object.keys(data).length === 0 ? {} : { data }
    return { ...(secret as KubeObject), ...filled, type: text(secret, 'type') || 'Opaque' }
  },
  errors: (object) => dataErrors(object, ['data'], 'data'),
  changeErrors: (object, old) => [
    ...(object['type'] === old['type'] ? [] : [immutable('type', object['type'])]),
    ...frozenErrors(object, old, ['data']),
  ],
})

function dataErrors(
  object: KubeObject,
  fields: readonly string[],
  whole: string,
): readonly FieldError[] {
  const keys = fields.flatMap((field) =>
    Object.keys(part(object, field)).flatMap((key) =>
      configKey(key).map((problem) => invalidValue(`${field}[${key}]`, key, problem)),
    ),
  )
  const entries = fields.flatMap((field) => Object.entries(part(object, field)))
  const length = entries.reduce((sum, [, value]) => sum + String(value).length, 0)
  return length > dataBytesMax ? [...keys, tooLong(whole, dataBytesMax)] : keys
}

function frozenErrors(
  object: KubeObject,
  old: KubeObject,
  fields: readonly string[],
): readonly FieldError[] {
  if (old['immutable'] !== true) return []
  const why = 'field is immutable when `immutable` is set'
  const thawed = object['immutable'] === true ? [] : [forbiddenField('immutable', why)]
  const changed = fields.filter((field) => !isEqualJson(part(object, field), part(old, field)))
  return [...thawed, ...changed.map((field) => forbiddenField(field, why))]
}
