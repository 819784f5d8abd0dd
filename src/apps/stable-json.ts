// JSON with its fields in order: the same value is the same text, whoever wrote it.
import { isJson } from '../objects/schema/typed.ts'

/** Compact JSON whose objects have their fields sorted; undefined fields count as absent. */
export const stableJson = (value: unknown): string => JSON.stringify(inOrder(value))

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (!isJson(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, inOrder(value[key])]),
  )
}
