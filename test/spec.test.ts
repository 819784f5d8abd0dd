// Compares SPEC.md with the tests both ways: no rule without a test, no number without a rule.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../', import.meta.url)
const spec = readFileSync(new URL('SPEC.md', root), 'utf8')
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\.\*\*/gm)].map((match) => match[1] ?? '')
const tests = readdirSync(new URL('test', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(`test/${name}`, root), 'utf8'))
  .join('\n')
const tested = new Set(
  [...tests.matchAll(/['"`]([A-Z]\d+(?:, ?[A-Z]\d+)*): /g)].flatMap((match) =>
    (match[1] ?? '').split(/, ?/),
  ),
)

it('every rule is written once', () => {
  expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([])
})

it('every rule has a test', () => {
  expect(rules.filter((rule) => !tested.has(rule))).toEqual([])
})

it('every numbered test has a rule', () => {
  expect([...tested].filter((rule) => !rules.includes(rule))).toEqual([])
})
