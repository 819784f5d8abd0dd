// Which values fit a scalar type, and what a decoder says of those that do not.
import type { Scalar } from './schema.ts'

/** Why a value does not fit: the type it should have, or what parsing it said. */
export interface ScalarProblem {
  readonly type: string
  readonly parsing?: string
}

const seconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
const zone = '(Z|[+-]\\d\\d:\\d\\d)$'
const timeForm = new RegExp(`${seconds.source}(\\.\\d+)?${zone}`)
const microForm = new RegExp(`${seconds.source}\\.\\d{6}${zone}`)
const timeLayout = '2006-01-02T15:04:05Z07:00'
const microLayout = '2006-01-02T15:04:05.000000Z07:00'

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown) => typeof value === 'number'

const checks: Readonly<Record<Scalar, readonly [string, (value: unknown) => boolean]>> = {
  string: ['string', isText],
  int: ['int32', (value) => Number.isInteger(value)],
  number: ['float64', isNumber],
  bool: ['bool', (value) => typeof value === 'boolean'],
  time: ['v1.Time', isText],
  micro: ['v1.MicroTime', isText],
  bytes: ['[]uint8', isText],
  quantity: ['resource.Quantity', (value) => isText(value) || isNumber(value)],
  'int|string': ['intstr.IntOrString', (value) => isText(value) || Number.isInteger(value)],
  any: ['any', () => true],
}

/** What is wrong with `value` as this scalar; undefined if it fits. */
export function scalarProblem(scalar: Scalar, value: unknown): ScalarProblem | undefined {
  const [type, fits] = checks[scalar]
  if (!fits(value)) return { type }
  const parsing = scalar === 'any' || !isText(value) ? undefined : parsed(scalar, String(value))
  return parsing === undefined ? undefined : { type, parsing }
}

function parsed(scalar: Scalar, text: string): string | undefined {
  if (scalar === 'time' && !timeForm.test(text)) return unparsed(text, timeLayout)
  if (scalar === 'micro' && !microForm.test(text)) return unparsed(text, microLayout)
  if (scalar === 'bytes' && !/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(text)) {
    return 'illegal base64 data at input byte 0'
  }
  return undefined
}

function unparsed(text: string, layout: string): string {
  const head = seconds.exec(text)?.[0]
  const rest = head === undefined ? text : text.slice(head.length)
  const element = head === undefined ? '2006' : layout.slice('2006-01-02T15:04:05'.length)
  const wanted = element.startsWith('.') ? '.000000' : element
  return `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${wanted}"`
}
