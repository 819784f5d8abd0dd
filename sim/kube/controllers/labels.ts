// Whether labels satisfy a selector given as an object.
import type { LabelSelector, Requirement } from './objects.ts'

/** Labels, or fields in their place. */
export type Labels = Readonly<Record<string, string>>

/** Whether every requirement of the selector holds; an empty selector selects everything. */
export const selects = (selector: LabelSelector | undefined, labels: Labels = {}): boolean =>
  containsAll(labels, selector?.matchLabels ?? {}) &&
  (selector?.matchExpressions ?? []).every((requirement) => satisfies(labels, requirement))

/** Whether `labels` has all of `wanted`. */
export const containsAll = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value)

/** Whether one requirement holds. Gt and Lt compare integers; what is absent is in nothing and has no order. */
export function satisfies(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (value === undefined) return operator === 'NotIn' || operator === 'DoesNotExist'
  const bound = Number(values[0])
  const holds: Readonly<Record<Requirement['operator'], boolean>> = {
    In: values.includes(value),
    NotIn: !values.includes(value),
    Exists: true,
    DoesNotExist: false,
    Gt: Number(value) > bound,
    Lt: Number(value) < bound,
  }
  return holds[operator]
}
