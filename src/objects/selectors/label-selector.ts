// Label selectors: a predicate on labels, from a query's text or from a LabelSelector in an object.
import type { Status } from '../answers/status.ts'
import { parseRequirements } from './label-parser.ts'
import { meets } from './label-requirement.ts'
import type { Labels, Requirement } from './label-requirement.ts'
import { orBadRequest } from './selector-error.ts'

/** Requirements all of which must be met; none at all is met by everything. */
export interface LabelSelector {
  readonly requirements: readonly Requirement[]
}

/** The selector of a query, or 400 with the API's complaint. */
export const parseLabelSelector = (text: string): LabelSelector | Status =>
  orBadRequest(() => ({ requirements: parseRequirements(text) }))

const none: Labels = {}

/** Whether labels are selected. */
export const selectsLabels = (selector: LabelSelector, labels: Labels | undefined): boolean =>
  selector.requirements.every((requirement) => meets(requirement, labels ?? none))

/** A `LabelSelector` as objects carry it. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

const operators = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const

/** The selector that an object's `selector` means: nothing if absent, everything if empty. */
export function labelSelectorOf(from: LabelSelectorObject | undefined): LabelSelector | undefined {
  if (from === undefined) return undefined
  const labels = Object.entries(from.matchLabels ?? {}).map(([key, value]): Requirement => ({
    key,
    operator: '=',
    values: [value],
  }))
  const expressions = (from.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
    key,
    operator: operators[operator as keyof typeof operators] ?? '!',
    values,
  }))
  return { requirements: [...labels, ...expressions] }
}

/** A selector as printed columns show it. */
export function labelSelectorText(from: LabelSelectorObject | undefined): string {
  const requirements = labelSelectorOf(from)?.requirements ?? []
  if (requirements.length === 0) return '<none>'
  return requirements
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(requirementText)
    .join(',')
}

function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key
    case '!':
      return `!${key}`
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.toSorted().join(',')})`
    default:
      return `${key}${operator}${values.join()}`
  }
}
