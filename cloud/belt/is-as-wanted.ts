// Whether an object says what is wanted of it, whatever a server filled in besides.

/** Every field that is wanted is there, lists in their order; fields beyond them do not count. */
export function isAsWanted(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return false
    return wanted.every((each, i) => isAsWanted(found[i], each))
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted
  if (typeof found !== 'object' || found === null) return false
  const fields = found as Readonly<Record<string, unknown>>
  return Object.entries(wanted).every(([name, each]) => isAsWanted(fields[name], each))
}
