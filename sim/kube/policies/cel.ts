// Expressions (CEL) over objects: parsed once, evaluated as often as asked, with no effect.
import { Environment } from '@marcbachmann/cel-js'
import type { ParseResult } from '@marcbachmann/cel-js'

/** What an expression may speak of, by name. */
export type Variables = Readonly<Record<string, unknown>>

/** What an expression comes to; or why it comes to nothing, for people. */
export type Outcome = { readonly value: unknown } | { readonly problem: string }

/** What expressions of policies may speak of. */
const names = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables']

const environment = new Environment({
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
for (const name of names) environment.registerVariable(name, 'dyn')

/** So many parsed expressions are kept. */
const keptMax = 1_000
const kept = new Map<string, ParseResult>()

function parsed(expression: string): ParseResult {
  const known = kept.get(expression)
  if (known !== undefined) return known
  const made = environment.parse(expression)
  if (kept.size >= keptMax) kept.clear()
  kept.set(expression, made)
  return made
}

/** What is wrong with an expression that is to come to a value of this type; undefined if it may. */
export function expressionProblem(expression: string, type: 'bool' | 'string' | 'any') {
  const { valid, error, type: found = 'dyn' } = environment.check(expression)
  if (!valid) return firstLine(error?.message)
  const fits = type === 'any' || found === type || found === 'dyn'
  return fits ? undefined : `must evaluate to ${type}`
}

/** Evaluates an expression over values that came through `celValue`. */
export function evaluated(expression: string, variables: Variables): Outcome {
  try {
    return { value: parsed(expression)(variables) }
  } catch (error) {
    return { problem: firstLine(error instanceof Error ? error.message : undefined) }
  }
}

/** Variables whose values are made when first asked for; those of `base` besides. */
export function lazily(
  makers: Readonly<Record<string, () => unknown>>,
  base: Variables = {},
): Variables {
  const made = new Map<string, unknown>()
  const getters = Object.entries(makers).map(([name, make]) => [
    name,
    {
      enumerable: true,
      get: () => {
        if (!made.has(name)) made.set(name, make())
        return made.get(name)
      },
    },
  ])
  return Object.create(base, Object.fromEntries(getters)) as Variables
}

const firstLine = (message = 'unknown'): string => message.split('\n', 1)[0] ?? ''

/** Plain data as expressions see it: whole numbers are integers, and what is undefined is not there. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(celValue)
  if (typeof value !== 'object' || value === null) return value ?? null
  const there = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(there.map(([key, field]) => [key, celValue(field)]))
}
