// Reads a label selector's text into requirements, with a real API server's complaints.
import { labelTokens } from './label-lexer.ts'
import type { Sign, Token } from './label-lexer.ts'
import { checkedRequirement, keyComplaint } from './label-requirement.ts'
import type { Operator, Requirement } from './label-requirement.ts'
import { SelectorError } from './selector-error.ts'

const refuse = (message: string): never => {
  throw new SelectorError(message)
}

const operators: Readonly<Partial<Record<Sign | 'identifier' | 'end', Operator>>> = {
  in: 'in',
  '=': '=',
  '==': '=',
  '>': '>',
  '<': '<',
  notin: 'notin',
  '!=': '!=',
}

const end: Token = { is: 'end', text: '' }

/** A reader of tokens; where values are expected, `in` and `notin` are ordinary words. */
class Reader {
  private readonly tokens: readonly Token[]
  private at = 0
  constructor(text: string) {
    this.tokens = labelTokens(text)
  }
  peek(): Token {
    const token = this.tokens[this.at] ?? end
    return token.is === 'in' || token.is === 'notin' ? { ...token, is: 'identifier' } : token
  }
  take(): Token {
    const token = this.peek()
    this.at += 1
    return token
  }
  takeOperator(): Token {
    const token = this.tokens[this.at] ?? end
    this.at += 1
    return token
  }
}

/** The requirements of a selector; an object must meet all of them. Throws SelectorError. */
export function parseRequirements(text: string): readonly Requirement[] {
  const reader = new Reader(text)
  const requirements: Requirement[] = []
  for (;;) {
    const first = reader.peek()
    if (first.is === 'end') return requirements
    if (first.is !== 'identifier' && first.is !== '!') {
      refuse(`found '${first.text}', expected: !, identifier, or 'end of string'`)
    }
    requirements.push(requirement(reader))
    const next = reader.take()
    if (next.is === 'end') return requirements
    if (next.is !== ',') refuse(`found '${next.text}', expected: ',' or 'end of string'`)
    const after = reader.peek()
    if (after.is !== 'identifier' && after.is !== '!') {
      refuse(`found '${after.text}', expected: identifier after ','`)
    }
  }
}

function requirement(reader: Reader): Requirement {
  try {
    return parseRequirement(reader)
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    return refuse(`unable to parse requirement: ${error.message}`)
  }
}

function parseRequirement(reader: Reader): Requirement {
  const negated = reader.peek().is === '!'
  if (negated) reader.take()
  const key = reader.take()
  if (key.is !== 'identifier') refuse(`found '${key.text}', expected: identifier`)
  const complaint = keyComplaint(key.text)
  if (complaint !== undefined) refuse(complaint)
  if (negated) return { key: key.text, operator: '!', values: [] }
  const next = reader.peek().is
  if (next === 'end' || next === ',') return { key: key.text, operator: 'exists', values: [] }
  const operator = parseOperator(reader)
  const set = operator === 'in' || operator === 'notin'
  const values = set ? parseValues(reader) : parseExactValue(reader)
  const checked = checkedRequirement(key.text, operator, values)
  return typeof checked === 'string' ? refuse(checked) : checked
}

function parseOperator(reader: Reader): Operator {
  const token = reader.takeOperator()
  return (
    operators[token.is] ?? refuse(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
  )
}

function parseExactValue(reader: Reader): readonly string[] {
  const next = reader.peek()
  if (next.is === 'end' || next.is === ',') return ['']
  const value = reader.take()
  return value.is === 'identifier'
    ? [value.text]
    : refuse(`found '${value.text}', expected: identifier`)
}

function parseValues(reader: Reader): readonly string[] {
  const open = reader.take()
  if (open.is !== '(') refuse(`found '${open.text}' expected: '('`)
  const first = reader.peek()
  if (first.is !== 'identifier' && first.is !== ',' && first.is !== ')') {
    refuse(`found '${first.text}', expected: ',', ')' or identifier`)
  }
  const values = first.is === ')' ? [''] : parseIdentifiers(reader)
  reader.take()
  return [...new Set(values)].toSorted()
}

/** Words between commas up to the closing bracket, which is left; nothing between two commas is the empty word. */
function parseIdentifiers(reader: Reader): readonly string[] {
  const values: string[] = []
  for (;;) {
    const token = reader.take()
    const next = reader.peek()
    if (token.is === 'identifier') {
      values.push(token.text)
      if (next.is === ')') return values
      if (next.is !== ',') refuse(`found '${next.text}', expected: ',' or ')'`)
    } else if (token.is === ',') {
      if (values.length === 0 || next.is === ')' || next.is === ',') values.push('')
      if (next.is === ')') return values
      if (next.is === ',') reader.take()
    } else {
      refuse(`found '${token.text}', expected: ',', or identifier`)
    }
  }
}
