// One requirement of a label selector: checked, and met or not by an object's labels.
import { shown } from '../answers/invalid.ts'
import { labelValue, qualifiedName } from '../name-checks.ts'

/** How a label is compared; `!` and `exists` ask only whether it is there. */
export type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<'

/** A label's key, and what is asked of its value. */
export interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>

/** What is wrong with a key, in the words of the API. */
export function keyComplaint(key: string): string | undefined {
  const complaints = qualifiedName(key)
  if (complaints.length === 0) return undefined
  return `<nil>: Invalid value: ${shown(key)}: ${complaints.join('; ')}`
}

/** The requirement, or what is wrong with its values. */
export function checkedRequirement(
  key: string,
  operator: Operator,
  values: readonly string[],
): Requirement | string {
  const complaints = [
    ...(operator === '>' || operator === '<' ? values.flatMap(integerComplaint) : []),
    ...values.flatMap((value, index) => valueComplaint(key, value, index)),
  ]
  if (complaints.length === 0) return { key, operator, values }
  return complaints.length === 1 ? complaints.join() : `[${complaints.join(', ')}]`
}

function integerComplaint(value: string, index: number): readonly string[] {
  if (integer(value) !== undefined) return []
  const why = "for 'Gt', 'Lt' operators, the value must be an integer"
  return [`values[${index}]: Invalid value: ${shown(value)}: ${why}`]
}

function valueComplaint(key: string, value: string, index: number): readonly string[] {
  const complaints = labelValue(value)
  if (complaints.length === 0) return []
  return [`values[${index}][${key}]: Invalid value: ${shown(value)}: ${complaints.join('; ')}`]
}

const int64Max = 2n ** 63n - 1n

/** A decimal integer of 64 bits. */
function integer(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return value <= int64Max && value >= -int64Max - 1n ? value : undefined
}

type Test = (value: string | undefined, values: readonly string[]) => boolean

const among: Test = (value, values) => value !== undefined && values.includes(value)
const notAmong: Test = (value, values) => !among(value, values)

const tests: Readonly<Record<Operator, Test>> = {
  '=': among,
  in: among,
  '!=': notAmong,
  notin: notAmong,
  exists: (value) => value !== undefined,
  '!': (value) => value === undefined,
  '>': (value, [limit]) => compare(value, limit) === 1,
  '<': (value, [limit]) => compare(value, limit) === -1,
}

/** Whether labels meet the requirement. */
export const meets = ({ key, operator, values }: Requirement, labels: Labels): boolean =>
  tests[operator](Object.hasOwn(labels, key) ? labels[key] : undefined, values)

/** 1, 0 or -1 as one integer is more than, equal to or less than another; undefined if either is none. */
function compare(one = '', two = ''): number | undefined {
  const a = integer(one)
  const b = integer(two)
  if (a === undefined || b === undefined) return undefined
  return a > b ? 1 : a < b ? -1 : 0
}
