// The tidy rules on samples: each finds what it is for, and nothing else.
import { expect, it } from 'vitest'
import { cycles, deadFiles, wrongDirections } from './tidy/directions.ts'
import { functionSizes } from './tidy/sizes.ts'
import { parse } from './tidy/source.ts'
import { hiddenInputs, leftOver, missingFirstSentence } from './tidy/words.ts'

const pure = (body: string) => parse('src/health/sample.ts', body)

it('finds hidden inputs, promises and async', () => {
  expect(hiddenInputs(pure('const t = Date.now()'))).toHaveLength(1)
  expect(hiddenInputs(pure('const r = Math.random()'))).toHaveLength(1)
  expect(hiddenInputs(pure('const f = async () => { await 1 }'))).toHaveLength(2)
  expect(hiddenInputs(pure("import { readFileSync } from 'node:fs'"))).toHaveLength(1)
  expect(hiddenInputs(pure('const f = (process: number) => process + 1'))).toEqual([])
  expect(hiddenInputs(pure('const f = (a: { Date: number }) => a.Date'))).toEqual([])
  expect(hiddenInputs(parse('bus/adapters/sample.ts', 'const t = Date.now()'))).toEqual([])
})

it('finds wrong directions', () => {
  const wrong = [
    parse('src/kernel/a.ts', "import { b } from '../objects/b.ts'"),
    parse('src/health/a.ts', "import { b } from '../mirror/b.ts'"),
    parse('edge/a.ts', "import { b } from '../cloud/b.ts'"),
    parse('bus/a.ts', "import { b } from './adapters/b.ts'"),
    parse('cloud/a.ts', "import { b } from '../src/cli/b.ts'"),
  ]
  expect(wrongDirections(wrong)).toHaveLength(wrong.length)
  expect(
    wrongDirections([parse('src/cli/a.ts', "import { b } from '../../bus/adapters/b.ts'")]),
  ).toEqual([])
})

it('finds cycles and dead files', () => {
  const a = parse('bus/a.ts', "import type { B } from './b.ts'")
  const b = parse('bus/b.ts', "import { a } from './a.ts'")
  expect(cycles([a, b])).toHaveLength(1)
  expect(deadFiles([a, parse('bus/c.ts', '')])).toEqual(['bus/a.ts', 'bus/c.ts'])
})

it('finds missing sentences and notes', () => {
  expect(missingFirstSentence(pure('const a = 1'))).toHaveLength(1)
  expect(missingFirstSentence(pure('// What it holds, in a sentence.\n'))).toEqual([])
  expect(leftOver(pure(`// ${'TO' + 'DO'}: later`))).toHaveLength(1)
})

it('measures functions', () => {
  expect(functionSizes([pure('function f() {\n  return 1\n}')])).toEqual([
    { what: 'src/health/sample.ts f', lines: 3 },
  ])
})
