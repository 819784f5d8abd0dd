// What of a recorded answer is held to where not all of it is: each cuts an answer down to that.

type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null

/** Any answer, with `change` applied to every record in it, the innermost first. */
function deep(value: unknown, change: (part: Part) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => deep(each, change))
  if (!isPart(value)) return value
  return change(
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each, change)])),
  )
}

/** Without some fields, wherever they are. */
export const without =
  (...names: readonly string[]) =>
  (body: unknown): unknown =>
    deep(body, (part) =>
      Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name))),
    )
