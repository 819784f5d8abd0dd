// How names, label keys and label values may be spelled, with a real API server's complaints.

interface Spelling {
  readonly pattern: string
  readonly lengthMax: number
  readonly complaint: string
}

const examples = (...names: readonly string[]): string =>
  `(e.g. ${names.map((name) => `'${name}', `).join(' or ')}regex used for validation is`

const labelName = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end"

const qualifiedPart: Spelling = {
  pattern: '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
  lengthMax: 63,
  complaint: `${labelName} with an alphanumeric character ${examples('MyName', 'my.name', '123-abc')}`,
}

const labelValue: Spelling = {
  pattern: '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  lengthMax: 63,
  complaint:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
    'and must start and end with an alphanumeric character ' +
    examples('MyValue', 'my_value', '12345'),
}

const subdomain: Spelling = {
  pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*',
  lengthMax: 253,
  complaint:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
    `and must start and end with an alphanumeric character ${examples('example.com')}`,
}

const dnsLabel: Spelling = {
  pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
  lengthMax: 63,
  complaint:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
    `and must start and end with an alphanumeric character ${examples('my-name', '123-abc')}`,
}

const dnsLabel1035: Spelling = {
  pattern: '[a-z]([-a-z0-9]*[a-z0-9])?',
  lengthMax: 63,
  complaint:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
    `start with an alphabetic character, and end with an alphanumeric character ${examples('my-name', 'abc-123')}`,
}

const compiled = new Map<Spelling, RegExp>()

function matches(spelling: Spelling, text: string): boolean {
  const regexp = compiled.get(spelling) ?? new RegExp(`^(?:${spelling.pattern})$`)
  compiled.set(spelling, regexp)
  return regexp.test(text)
}

const encoder = new TextEncoder()

function complaints(spelling: Spelling, text: string): readonly string[] {
  const { pattern, lengthMax, complaint } = spelling
  // No character takes more than three bytes for one unit of a JavaScript string.
  const tooLong = text.length * 3 > lengthMax && encoder.encode(text).length > lengthMax
  const long = tooLong ? [`must be no more than ${lengthMax} bytes`] : []
  return matches(spelling, text) ? long : [...long, `${complaint} '${pattern}')`]
}

/** What is wrong with a label's value. */
export const labelValueComplaints = (text: string) => complaints(labelValue, text)

/** What is wrong with a name like `my-name.example.com`, which most objects bear. */
export const subdomainComplaints = (text: string) => complaints(subdomain, text)

/** What is wrong with a name like `my-name`, which namespaces bear. */
export const dnsLabelComplaints = (text: string) => complaints(dnsLabel, text)

/** What is wrong with a name like `my-name`, which services bear: no digit in front. */
export const dnsLabel1035Complaints = (text: string) => complaints(dnsLabel1035, text)

/** What is wrong with `name` or `example.com/name`: keys of labels and annotations, names of finalizers. */
export function qualifiedNameComplaints(text: string): readonly string[] {
  const parts = text.split('/')
  if (parts.length > 2) {
    const { complaint, pattern } = qualifiedPart
    const shape = `a qualified name ${complaint} '${pattern}')`
    return [`${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, parts[0]]
  const part = (complaint: string) => `name part ${complaint}`
  const empty = name === '' ? ['name part must be non-empty'] : []
  return [...prefixComplaints(prefix), ...empty, ...complaints(qualifiedPart, name).map(part)]
}

function prefixComplaints(prefix: string | undefined): readonly string[] {
  if (prefix === undefined) return []
  if (prefix === '') return ['prefix part must be non-empty']
  return subdomainComplaints(prefix).map((complaint) => `prefix part ${complaint}`)
}
