// Conditions of a status: finding one, and the list with one changed.
import type { Condition, Conditioned } from './objects.ts'

/** The condition of that type. */
export const conditionOf = (object: Conditioned, type: string): Condition | undefined =>
  object.status?.conditions?.find((condition) => condition.type === type)

/** Whether the condition is there and True. */
export const isTrue = (object: Conditioned, type: string): boolean =>
  conditionOf(object, type)?.status === 'True'

/** The list with `condition` in the place of its type, or at the end. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
): readonly Condition[] {
  const list = conditions ?? []
  if (!list.some(({ type }) => type === condition.type)) return [...list, condition]
  return list.map((other) => (other.type === condition.type ? condition : other))
}
