// The README's table of fault codes, compared with the code both ways.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { faults } from '../src/kernel/fault.ts'

it('every fault code has its line in the README, and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const lines = [...readme.matchAll(/^\| `([A-Z_]+)` \| (later|never) \|/gm)]
  expect(Object.fromEntries(lines.map((line) => [line[1], line[2]]))).toEqual(faults)
})
