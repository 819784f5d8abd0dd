// What one policy says to one write: nothing, or why it should not be.
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { text } from '../../../src/objects/fields.ts'
import { items } from '../kinds/fields.ts'
import { celValue, evaluated, lazily } from './cel.ts'
import type { Variables } from './cel.ts'

/** One objection. */
export interface Objection {
  readonly message: string
  /** As a Status names it; empty for the usual one. */
  readonly reason: string
}

const messageBytesMax = 5 * 1_024

/** The objections of a policy's spec, evaluated with one param; what fails to evaluate objects too unless it is to be ignored. */
export function objectionsOf(
  spec: Json,
  seen: Variables,
  params: KubeObject | undefined,
): readonly Objection[] {
  const ignoresFailures = text(spec, 'failurePolicy') === 'Ignore'
  const failed = (message: string) => (ignoresFailures ? [] : [{ message, reason: '' }])
  const base = lazily({ params: () => celValue(params) }, seen)
  const matched = areMet(items(spec, 'matchConditions'), base)
  if (typeof matched !== 'boolean') return failed(matched.problem)
  if (!matched) return []
  const known = withOwn(items(spec, 'variables'), base)
  return items(spec, 'validations').flatMap((validation) => {
    const expression = text(validation, 'expression')
    const outcome = evaluated(expression, known)
    if ('problem' in outcome) return failed(wentWrong(expression, outcome.problem))
    if (outcome.value === true) return []
    return [{ message: messageOf(validation, known), reason: text(validation, 'reason') }]
  })
}

const wentWrong = (expression: string, problem: string): string =>
  `expression '${expression}' resulted in error: ${problem}`

/** Whether all conditions are met; one that fails to evaluate counts only where none says no. */
export function areMet(
  conditions: readonly Json[],
  seen: Variables,
): boolean | { readonly problem: string } {
  let problem: string | undefined
  for (const condition of conditions) {
    const outcome = evaluated(text(condition, 'expression'), seen)
    if ('problem' in outcome) problem ??= wentWrong(text(condition, 'name'), outcome.problem)
    else if (outcome.value !== true) return false
  }
  return problem === undefined ? true : { problem }
}

/** `variables.x`: each may speak of those before it, and is worked out when it is asked for. */
function withOwn(own: readonly Json[], seen: Variables): Variables {
  let variables: Variables = {}
  const scope = lazily({ variables: () => variables }, seen)
  const value = (expression: string): unknown => {
    const outcome = evaluated(expression, scope)
    if ('problem' in outcome) throw new Error(outcome.problem)
    return outcome.value
  }
  const makers = own.map((each) => [text(each, 'name'), () => value(text(each, 'expression'))])
  variables = lazily(Object.fromEntries(makers) as Record<string, () => unknown>)
  return scope
}

function messageOf(validation: Json, seen: Variables): string {
  const plain = text(validation, 'message').trim()
  const made = text(validation, 'messageExpression')
  const outcome = made === '' ? undefined : evaluated(made, seen)
  const said = outcome !== undefined && 'value' in outcome ? outcome.value : undefined
  if (typeof said === 'string' && isShown(said)) return said.trim()
  return plain === '' ? `failed expression: ${text(validation, 'expression').trim()}` : plain
}

const isShown = (said: string): boolean =>
  said.trim() !== '' && !said.includes('\n') && said.length <= messageBytesMax
