// Admission policies and their bindings: defaults, and expressions that cannot be evaluated.
import { invalidValue, required } from '../../../src/objects/answers/invalid.ts'
import type { FieldError } from '../../../src/objects/answers/invalid.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { expressionProblem } from '../policies/cel.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { filled, items, mapped } from './fields.ts'
import { oneOf } from './field-errors.ts'
import { strategy } from './strategy.ts'

/** The rules of policies. */
export const admissionPolicies = strategy({
  counted: true,
  defaults: (object) =>
    withSpec(object, (spec) => ({
      ...filled({ failurePolicy: 'Fail' }, spec),
      ...resourcesIn(spec, 'matchConstraints'),
    })),
  errors: (object) => policyErrors(part(object, 'spec')),
})

/** The rules of bindings. */
export const admissionPolicyBindings = strategy({
  counted: true,
  defaults: (object) =>
    withSpec(object, (spec) => ({ ...spec, ...resourcesIn(spec, 'matchResources') })),
  errors: (object) => bindingErrors(part(object, 'spec')),
})

const withSpec = (object: KubeObject, change: (spec: Json) => Json): KubeObject => ({
  ...object,
  spec: change(part(object, 'spec')),
})

/** What is matched where nothing is said: every namespace, every object, other versions of the same too. */
function resourcesIn(spec: Json, field: string): Json {
  if (spec[field] === undefined) return {}
  const scoped = (rule: Json) => filled({ scope: '*' }, rule)
  const rules = ['resourceRules', 'excludeResourceRules']
  const given = rules.reduce((all, each) => mapped(all, each, scoped), part(spec, field))
  const usual = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }
  return { [field]: filled(usual, given) }
}

function policyErrors(spec: Json): readonly FieldError[] {
  const at = (list: string, field: string, type: 'bool' | 'string' | 'any') =>
    items(spec, list).flatMap((each, i) =>
      expressionErrors(`spec.${list}[${i}].${field}`, text(each, field), type),
    )
  const rules = items(part(spec, 'matchConstraints'), 'resourceRules')
  return [
    ...oneOf('spec.failurePolicy', text(spec, 'failurePolicy'), ['Fail', 'Ignore']),
    ...(rules.length === 0 ? [required('spec.matchConstraints.resourceRules')] : []),
    ...(items(spec, 'validations').length + items(spec, 'auditAnnotations').length === 0
      ? [
          required(
            'spec.validations',
            'validations or auditAnnotations must contain at least one item',
          ),
        ]
      : []),
    ...at('matchConditions', 'expression', 'bool'),
    ...at('variables', 'expression', 'any'),
    ...at('validations', 'expression', 'bool'),
    ...messageErrors(spec),
  ]
}

const messageErrors = (spec: Json): readonly FieldError[] =>
  items(spec, 'validations').flatMap((each, i) => {
    const field = `spec.validations[${i}].messageExpression`
    const expression = text(each, 'messageExpression')
    return expression === '' ? [] : expressionErrors(field, expression, 'string')
  })

/** What is wrong with an expression, as far as can be told before it is evaluated. */
export function expressionErrors(
  field: string,
  expression: string,
  type: 'bool' | 'string' | 'any',
): readonly FieldError[] {
  if (expression.trim() === '') return [required(field, 'expression is not specified')]
  const problem = expressionProblem(expression, type)
  return problem === undefined
    ? []
    : [invalidValue(field, expression, `compilation failed: ${problem}`)]
}

function bindingErrors(spec: Json): readonly FieldError[] {
  const actions = Array.isArray(spec['validationActions']) ? spec['validationActions'] : []
  const unknown = actions.flatMap((action: unknown, i) =>
    oneOf(`spec.validationActions[${i}]`, String(action), ['Audit', 'Deny', 'Warn']),
  )
  const both = ['Deny', 'Warn'].every((each) => actions.includes(each))
  return [
    ...(text(spec, 'policyName') === '' ? [required('spec.policyName')] : []),
    ...(actions.length > 0
      ? unknown
      : [required('spec.validationActions', 'at least one validation action is required')]),
    ...(both
      ? [invalidValue('spec.validationActions', actions, 'must not contain both Deny and Warn')]
      : []),
    ...paramErrors(part(spec, 'paramRef')),
  ]
}

function paramErrors(reference: Json): readonly FieldError[] {
  if (Object.keys(reference).length === 0) return []
  const named = text(reference, 'name') !== ''
  const selected = reference['selector'] !== undefined
  const action = text(reference, 'parameterNotFoundAction')
  return [
    ...(named === selected
      ? [
          invalidValue(
            'spec.paramRef.name',
            text(reference, 'name'),
            'expected one of name and selector',
          ),
        ]
      : []),
    ...oneOf('spec.paramRef.parameterNotFoundAction', action, ['Deny', 'Allow']),
  ]
}
