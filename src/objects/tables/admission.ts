// The printed columns of admission policies and of their bindings.
import type { KubeObject } from '../object.ts'
import { ageColumn, column, nameColumn } from './columns.ts'
import type { Column } from './columns.ts'
import { or, parts, text } from './read.ts'
import { at } from '../field-path.ts'
import { labelSelectorText } from '../selectors/label-selector.ts'
import type { LabelSelectorObject } from '../selectors/label-selector.ts'

const unset = '<unset>'

const paramKind = (policy: KubeObject): string => {
  const kind = text(policy, 'spec.paramKind.kind')
  return kind === '' ? unset : `${text(policy, 'spec.paramKind.apiVersion')}/${kind}`
}

/** Columns of admission policies. */
export const admissionPolicyColumns: readonly Column[] = [
  nameColumn,
  column('Validations', (it) => parts(it, 'spec.validations').length, { type: 'integer' }),
  column('ParamKind', paramKind),
  ageColumn,
]

function paramRef(binding: KubeObject): string {
  const name = text(binding, 'spec.paramRef.name')
  if (name !== '') return `${or(text(binding, 'spec.paramRef.namespace'), '*')}/${name}`
  const selector = at(binding, 'spec.paramRef.selector') as LabelSelectorObject | undefined
  return selector === undefined ? unset : labelSelectorText(selector)
}

/** Columns of their bindings. */
export const admissionBindingColumns: readonly Column[] = [
  nameColumn,
  column('PolicyName', (binding) => text(binding, 'spec.policyName')),
  column('ParamRef', paramRef),
  ageColumn,
]
