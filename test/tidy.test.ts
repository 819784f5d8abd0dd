// The tidy test: style as a test, on every file of the project at once.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { cycles, deadFiles, wrongDirections } from './tidy/directions.ts'
import { exportedNames, fileSizes, functionSizes, percentile } from './tidy/sizes.ts'
import { readSources, shipped } from './tidy/source.ts'
import { hiddenInputs, leftOver, missingFirstSentence } from './tidy/words.ts'

const sources = readSources()
const ours = shipped(sources)

it('imports go the way of the design', () => {
  expect(wrongDirections(sources)).toEqual([])
})

it('no import cycles, types included', () => {
  expect(cycles(sources)).toEqual([])
})

it('no file that nobody imports', () => {
  expect(deadFiles(sources)).toEqual([])
})

it('no hidden inputs, promises or async outside adapters and commands', () => {
  expect(ours.flatMap(hiddenInputs)).toEqual([])
})

it('every file begins with a sentence', () => {
  expect(sources.flatMap(missingFirstSentence)).toEqual([])
})

it('nothing left over', () => {
  expect(sources.filter((one) => !one.path.startsWith('test/tidy')).flatMap(leftOver)).toEqual([])
})

it('files are small: median 110, p95 220, none over 300', () => {
  const sizes = fileSizes(ours)
  expect(sizes.filter((size) => size.lines > 300)).toEqual([])
  expect(percentile(sizes, 0.5)).toBeLessThanOrEqual(110)
  expect(percentile(sizes, 0.95)).toBeLessThanOrEqual(220)
})

it('functions are small: p95 30, none over 60', () => {
  const sizes = functionSizes(ours)
  expect(sizes.filter((size) => size.lines > 60)).toEqual([])
  expect(percentile(sizes, 0.95)).toBeLessThanOrEqual(30)
})

it('nine exported names of ten have a sentence', () => {
  const names = exportedNames(ours)
  const silent = names.filter((name) => !name.told).map((name) => name.name)
  expect(silent.length / names.length, silent.join('\n')).toBeLessThanOrEqual(0.1)
})

it('every document has exactly one title', () => {
  for (const name of ['README.md', 'ARCHITECTURE.md', 'SPEC.md', 'CHANGELOG.md']) {
    const text = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8').replace(
      /```[\s\S]*?```/g,
      '',
    )
    expect(text.match(/^# /gm), name).toHaveLength(1)
  }
})
