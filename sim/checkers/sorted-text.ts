// A value as a text that does not depend on the order of its fields.

/** The same text for the same fields, in whatever order. */
export function sortedText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(sortedText).join()}]`
  const fields = value as Readonly<Record<string, unknown>>
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined)
  return `{${names
    .toSorted()
    .map((name) => `${name}:${sortedText(fields[name])}`)
    .join()}}`
}
