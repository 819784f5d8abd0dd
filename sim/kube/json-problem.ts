// What a decoder says of a text that is not JSON.

/** The complaint about the first place where `text` stops being JSON. */
export function jsonProblem(text: string): string {
  const end = longestBeginning(text)
  if (end >= text.length) return 'unexpected end of JSON input'
  const sign = text[end] ?? ''
  return `invalid character ${sign === "'" ? `'\\''` : `'${sign}'`} looking for beginning of value`
}

/** How much of `text` could be the beginning of JSON. */
function longestBeginning(text: string): number {
  const token = /\s*(?:[{}[\],:]|"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|true|false|null)/y
  let at = 0
  while (at < text.length) {
    token.lastIndex = at
    if (!token.test(text)) return /^\s*$/.test(text.slice(at)) ? text.length : skipSpace(text, at)
    at = token.lastIndex
  }
  return at
}

const skipSpace = (text: string, at: number): number =>
  at + (text.slice(at).length - text.slice(at).trimStart().length)
