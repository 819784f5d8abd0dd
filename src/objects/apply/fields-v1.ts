// Field sets as objects carry them (`fieldsV1`), and their paths as messages spell them.
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { isEmptySet, noFields, oneField } from './field-set.ts'
import type { FieldSet } from './field-set.ts'

// What marks a place that is a member itself and has members below it.
const self = '.'

/** The set in the form `fieldsV1`: elements in their order, `.` where a place with fields below it is a field too. */
export function encodeFields(set: FieldSet): Json {
  const elements = [...set.below].toSorted(([a], [b]) => inOrder(a, b))
  const below = elements.map(([element, each]) => [element, encodeBelow(each)])
  return Object.fromEntries(below) as Json
}

function encodeBelow(set: FieldSet): Json {
  const below = encodeFields(set)
  return set.isMember && set.below.size > 0 ? { [self]: {}, ...below } : below
}

/** Fields come before items by key, those before items by value. */
function inOrder(a: string, b: string): number {
  if (a[0] !== b[0]) return 'fkvi'.indexOf(a[0] ?? '') - 'fkvi'.indexOf(b[0] ?? '')
  return a < b ? -1 : 1
}

/** Reads `fieldsV1`; undefined if it is none. */
export function decodeFields(value: unknown): FieldSet | undefined {
  if (!isJson(value)) return undefined
  const below = new Map<string, FieldSet>()
  for (const [element, each] of Object.entries(value)) {
    if (element === self) continue
    if (!/^[fkvi]:/.test(element)) return undefined
    const set = decodeFields(each)
    if (set === undefined) return undefined
    below.set(element, isEmptySet(set) ? oneField : set)
  }
  if (below.size === 0 && value[self] === undefined) return noFields
  return { isMember: value[self] !== undefined, below }
}

/** The element of an object's field. */
export const fieldElement = (name: string): string => `f:${name}`

/** The element of a list's item that its keys tell apart. */
export const keyElement = (keys: readonly (readonly [string, unknown])[]): string =>
  `k:${JSON.stringify(Object.fromEntries(keys.toSorted(([a], [b]) => (a < b ? -1 : 1))))}`

/** The element of a set's item. */
export const valueElement = (value: unknown): string => `v:${JSON.stringify(value)}`

/** A path as messages spell it: `.spec.containers[name="x"].image`. */
export const pathText = (path: readonly string[]): string => path.map(elementText).join('')

function elementText(element: string): string {
  const rest = element.slice(2)
  if (element.startsWith('f:')) return `.${rest}`
  if (element.startsWith('v:')) return `[=${rest}]`
  if (element.startsWith('i:')) return `[${rest}]`
  const keys = Object.entries(JSON.parse(rest) as Json)
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
}
