// The forms that names, labels and keys must have, and what is said of those that lack it.

/** What is wrong with a text as a name; nothing if it is right. */
export type NameCheck = (text: string) => readonly string[]

const alphanumeric = 'must start and end with an alphanumeric character'

const form = (pattern: string, lengthMax: number, message: string): NameCheck => {
  const whole = new RegExp(`^${pattern}$`)
  return (text) => [
    ...(text.length > lengthMax ? [`must be no more than ${lengthMax} bytes`] : []),
    ...(whole.test(text) ? [] : [`${message}, regex used for validation is '${pattern}')`]),
  ]
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** Names of most objects. */
export const subdomain: NameCheck = form(
  `${label}(\\.${label})*`,
  253,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and ${alphanumeric} (e.g. 'example.com'`,
)

/** Names of namespaces, containers and volumes. */
export const dnsLabel: NameCheck = form(
  label,
  63,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and ${alphanumeric} (e.g. 'my-name',  or '123-abc'`,
)

/** Names of services. */
export const serviceName: NameCheck = form(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123'",
)

/** Values of labels. */
export const labelValue: NameCheck = form(
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  63,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and ${alphanumeric} (e.g. 'MyValue',  or 'my_value',  or '12345'`,
)

const qualifiedPart = form(
  '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
  63,
  `must consist of alphanumeric characters, '-', '_' or '.', and ${alphanumeric} (e.g. 'MyName',  or 'my.name',  or '123-abc'`,
)

/** Keys of labels, annotations and taints: a name, or a subdomain and a name. */
export const qualifiedName: NameCheck = (text) => {
  const parts = text.split('/')
  const [prefix = '', name = ''] = parts.length === 1 ? [undefined, text] : parts
  if (parts.length > 2) {
    return [
      `a qualified name ${qualifiedPart('-')[0] ?? ''} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const before = parts.length === 1 ? [] : prefixProblems(prefix)
  return [
    ...before.map((problem) => `prefix part ${problem}`),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...qualifiedPart(name).map((problem) => `name part ${problem}`),
  ]
}

const prefixProblems: NameCheck = (prefix) =>
  prefix === '' ? ['must be non-empty'] : subdomain(prefix)

/** Keys of config maps and secrets. */
export const configKey: NameCheck = form(
  '[-._a-zA-Z0-9]+',
  253,
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name'",
)

/** Names of roles and bindings: anything that can stand in a path. */
export const pathSegment: NameCheck = (text) => [
  ...(text === '.' || text === '..' ? [`may not be '${text}'`] : []),
  ...['/', '%'].filter((sign) => text.includes(sign)).map((sign) => `may not contain '${sign}'`),
]
