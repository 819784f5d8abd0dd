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
