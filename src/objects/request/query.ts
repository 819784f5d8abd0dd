// The query of a request: named values, of which the first of each name counts.

/** Values by name. */
export type Query = ReadonlyMap<string, readonly string[]>

/** Splits `path?query`; the path stays as it came. */
export function splitTarget(target: string): { readonly path: string; readonly query: Query } {
  const at = target.indexOf('?')
  if (at < 0) return { path: target, query: new Map() }
  return { path: target.slice(0, at), query: parseQuery(target.slice(at + 1)) }
}

/** The values of a query string; pairs whose escapes are broken are left out. */
export function parseQuery(text: string): Query {
  const values = new Map<string, string[]>()
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=')
    const name = unescape(at < 0 ? pair : pair.slice(0, at))
    const value = at < 0 ? '' : unescape(pair.slice(at + 1))
    if (name === undefined || value === undefined || pair === '') continue
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return values
}

/** The first value of a name. */
export const queryValue = (query: Query, name: string): string | undefined => query.get(name)?.[0]

/** A flag: there, and neither `0` nor `false`. */
export function queryFlag(query: Query, name: string): boolean {
  const value = queryValue(query, name)
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false'
}

function unescape(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
