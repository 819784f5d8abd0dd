// Divides a label selector's text into its words and signs.

/** A word, a sign, or the end. `is` is the sign or keyword itself, or `identifier`. */
export interface Token {
  readonly is: Sign | 'identifier' | 'end'
  readonly text: string
}

/** Signs and keywords. */
export type Sign = ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '('

const signs: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '('])
const isSign = (text: string): text is Sign => signs.has(text)
const space = ' \t\r\n'

/** The tokens of a selector, the end last. */
export function labelTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const first = text.charAt(at)
    if (space.includes(first)) {
      at += 1
      continue
    }
    const token = signs.has(first) ? signAt(text, at) : wordAt(text, at)
    tokens.push(token)
    at += token.text.length
  }
  return [...tokens, { is: 'end', text: '' }]
}

/** The longest sign that begins at `at`. */
function signAt(text: string, at: number): Token {
  const two = text.slice(at, at + 2)
  const sign = isSign(two) ? two : text.charAt(at)
  return { is: isSign(sign) ? sign : 'identifier', text: sign }
}

function wordAt(text: string, at: number): Token {
  let end = at
  while (end < text.length && !signs.has(text.charAt(end)) && !space.includes(text.charAt(end))) {
    end += 1
  }
  const word = text.slice(at, end)
  return { is: word === 'in' || word === 'notin' ? word : 'identifier', text: word }
}
