// Tokens of subjects: any text as one token that NATS and MQTT take alike, and the MQTT spelling.

/** What neither bus takes inside a token, or takes for more than itself. */
const reserved = /[\s.*>/+#%\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\uFEFF]/gu
/** Most names are made of these alone and stand for themselves. */
const harmless = /^[A-Za-z0-9_-]+$/
const escaped = /%(?:u([0-9A-F]{4})|([0-9A-F]{2}))/g

/** One token: reserved characters as `%XX` (`%uXXXX` beyond one byte), the empty text as a lone `%`. */
export function escapeToken(text: string): string {
  if (harmless.test(text)) return text
  return text === '' ? '%' : text.replace(reserved, escapeOf)
}

/** What reserved characters are spelled as: there are few, and keys are full of slashes. */
const escapes = new Map<string, string>()

function escapeOf(found: string): string {
  const known = escapes.get(found)
  if (known !== undefined) return known
  const made = units(found).map(spell).join('')
  escapes.set(found, made)
  return made
}

/** The text of a token; undefined when `escapeToken` never made it. */
export function unescapeToken(token: string): string | undefined {
  if (harmless.test(token)) return token
  if (token === '%') return ''
  const text = token.replace(escaped, (_, four: string | undefined, two: string | undefined) =>
    String.fromCharCode(parseInt(four ?? two ?? '', 16)),
  )
  return text !== '' && escapeToken(text) === token ? text : undefined
}

const units = (text: string) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))

const spell = (unit: number) =>
  unit < 256
    ? `%${unit.toString(16).toUpperCase().padStart(2, '0')}`
    : `%u${unit.toString(16).toUpperCase().padStart(4, '0')}`

/** The MQTT topic or filter of a subject or pattern: `.`, `*` and a last `>` become `/`, `+` and `#`. */
export function topicOf(subject: string): string {
  return subject
    .split('.')
    .map((token) => (token === '*' ? '+' : token === '>' ? '#' : token))
    .join('/')
}

/** The subject of an MQTT topic: what a subject cannot hold is escaped, so no topic is ever a wildcard. */
export function subjectOfTopic(topic: string): string {
  return topic
    .split('/')
    .map((level) => (level === '' ? '%' : level.replace(/[\s.*>]/g, (c) => spell(c.charCodeAt(0)))))
    .join('.')
}
