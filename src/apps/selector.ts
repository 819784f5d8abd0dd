// Label selectors of manifests, checked: a mistake is told instead of read as something else.
import { labelSelectorOf } from '../objects/selectors/label-selector.ts'
import type { LabelSelector } from '../objects/selectors/label-selector.ts'
import type { Problem } from './dialect.ts'
import { items, text, textMap, texts } from '../objects/fields.ts'

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist']

/** The selector that stands in a field of a manifest, or what is wrong with it. */
export function selectorIn(from: unknown, field: string): LabelSelector | Problem {
  const expressions = items(from, 'matchExpressions').map((each) => ({
    key: text(each, 'key'),
    operator: text(each, 'operator'),
    values: texts(each, 'values'),
  }))
  for (const [i, { key, operator, values }] of expressions.entries()) {
    const at = `${field}.matchExpressions[${i}]`
    if (key === '')
      return { field: `${at}.key`, reason: 'expected the key of a label, there is none' }
    if (!operators.includes(operator)) {
      const reason = `expected ${operators.join(', ')}, got "${operator}"`
      return { field: `${at}.operator`, reason }
    }
    if (operator.endsWith('In') !== values.length > 0) {
      const wanted = operator.endsWith('In') ? 'at least one value' : 'no values'
      return { field: `${at}.values`, reason: `expected ${wanted} with ${operator}` }
    }
  }
  const selector = labelSelectorOf({
    matchLabels: textMap(from, 'matchLabels'),
    matchExpressions: expressions,
  })
  return selector ?? { requirements: [] }
}
