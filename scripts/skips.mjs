// Which tests may be skipped, and why. Under CI any other skip is a failure.

/** By the full name of a test. */
const allowed = [
  { name: /^pipes: memory B24: nobody answers/, why: 'a pipe in memory has nobody who is silent' },
  { name: /^transport: memory B11/, why: 'the bus in memory has no server to restart' },
  {
    name: /^transport: embedded, in process B1[12]/,
    why: 'in the process of the broker there is no link to lose',
  },
  {
    name: / on nats-server \S*\.cache\/nats-server\/(trixie|forky)\//,
    why: 'a later nats-server is not there, as was said above',
  },
  {
    name: /^(A23: a real API server answers so|S100: the same before a real API server)$/,
    why: 'CAUSEWAY_TEST_KUBECONFIG names no real API server',
  },
  { name: /^a node’s DNS on loopback N44/, why: 'dig is not installed' },
  {
    name: /^addresses in network namespaces /,
    why: 'it needs containernetworking-plugins, and the right to make network namespaces (root)',
  },
]

/** One line on all that vitest's report calls skipped, and how many of them are on no list. */
export function skipsOf({ testResults }) {
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => ({ fullName, why: whyOf(fullName) }))
  const unlisted = skipped.filter(({ why }) => why === undefined).length
  const each = skipped.map(({ fullName, why }) => `${fullName} (${why ?? 'ON NO LIST'})`)
  return { line: `${skipped.length} skipped${each.map((one) => `; ${one}`).join('')}`, unlisted }
}

const whyOf = (fullName) => allowed.find(({ name }) => name.test(fullName))?.why
