// Whether a subject matches a pattern: `*` for one token, a last `>` for one or more.

/** Says of subjects whether they match the pattern. */
export function subjectMatcher(pattern: string): (subject: string) => boolean {
  const wanted = pattern.split('.')
  const open = wanted.at(-1) === '>'
  if (open) wanted.pop()
  if (!open && !wanted.includes('*')) return (subject) => subject === pattern
  return (subject) => {
    const tokens = subject.split('.')
    const fits = open ? tokens.length > wanted.length : tokens.length === wanted.length
    return fits && wanted.every((token, i) => token === '*' || token === tokens[i])
  }
}

/** What a pattern says before its first wildcard: every subject that it matches begins with that. */
export function literalOf(pattern: string): string {
  const tokens = pattern.split('.')
  const at = tokens.findIndex((token) => token === '*' || token === '>')
  return at < 0 ? pattern : tokens.slice(0, at).join('.')
}

/** All that a pattern which matches the subject may say before its first wildcard. */
export function literalsIn(subject: string): readonly string[] {
  const literals = ['', subject]
  for (let at = subject.indexOf('.'); at >= 0; at = subject.indexOf('.', at + 1))
    literals.push(subject.slice(0, at))
  return literals
}
