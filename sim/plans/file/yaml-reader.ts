// Reads YAML of which every part has a line: what is wrong is said with its line, what was expected and what came.
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { Fault } from '../../../src/kernel/fault.ts'

/** A part of the file: opaque, handed from one question to the next. */
export type Part = unknown

/** The fields of a mapping by name. */
export type Fields = ReadonlyMap<string, Part>

/** The file, and how one says that a part of it is wrong: by throwing CONFIG_INVALID. */
export interface YamlFile {
  readonly top: Part
  readonly wrong: (part: Part, expected: string, came?: string) => never
}

/** Opens a text; `name` is what messages call it. */
export function openYaml(name: string, text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const at = (offset: number | undefined): number =>
    offset === undefined ? 1 : lines.linePos(offset).line
  const fault = (line: number, expected: string, came: string): Fault =>
    new Fault('CONFIG_INVALID', `${name}, line ${line}: expected ${expected}, came ${came}`)
  const [error] = document.errors
  if (error !== undefined)
    throw fault(at(error.pos[0]), 'YAML', error.message.split('\n')[0] ?? 'something else')
  return {
    top: document.contents,
    wrong: (part, expected, came = said(part)) => {
      throw fault(at(startOf(part)), expected, came)
    },
  }
}

/** The fields of a mapping, none but those allowed and none twice. */
export function fieldsOf({ wrong }: YamlFile, part: Part, allowed: readonly string[]): Fields {
  if (!isMap(part)) return wrong(part, `a mapping of ${allowed.join(', ')}`)
  return new Map(
    part.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      if (!allowed.includes(name)) wrong(key, `one of ${allowed.join(', ')}`)
      return [name, value ?? key]
    }),
  )
}

/** The names and values of a mapping whose names are free. */
export function entriesOf({ wrong }: YamlFile, part: Part): readonly (readonly [string, Part])[] {
  if (!isMap(part)) return wrong(part, 'a mapping')
  return part.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', value ?? key])
}

/** The items of a list. */
export function itemsOf({ wrong }: YamlFile, part: Part): readonly Part[] {
  return isSeq(part) ? part.items : wrong(part, 'a list')
}

/** A scalar as text. */
export function textOf({ wrong }: YamlFile, part: Part, expected: string): string {
  return isScalar(part) && part.value !== null ? String(part.value) : wrong(part, expected)
}

/** A number within bounds. */
export function numberOf(
  { wrong }: YamlFile,
  part: Part,
  [min, max]: readonly [min: number, max: number],
): number {
  const value = isScalar(part) ? part.value : undefined
  const fits = typeof value === 'number' && value >= min && value <= max
  return fits ? value : wrong(part, `a number from ${min} to ${max}`)
}

/** A whole number within bounds. */
export function wholeOf(file: YamlFile, part: Part, bounds: readonly [number, number]): number {
  const value = numberOf(file, part, bounds)
  return Number.isInteger(value) ? value : file.wrong(part, 'a whole number')
}

/** `true` or `false`. */
export function flagOf({ wrong }: YamlFile, part: Part): boolean {
  const value = isScalar(part) ? part.value : undefined
  return typeof value === 'boolean' ? value : wrong(part, 'true or false')
}

/** One of some words. */
export function wordOf<Word extends string>(
  file: YamlFile,
  part: Part,
  words: readonly Word[],
): Word {
  const expected = `one of ${words.join(', ')}`
  const text = textOf(file, part, expected)
  return words.find((word) => word === text) ?? file.wrong(part, expected)
}

/** Anything, as plain data. */
export const plainOf = (part: Part): unknown =>
  isMap(part) || isSeq(part) || isScalar(part) ? (part.toJSON() as unknown) : undefined

const said = (part: Part): string => {
  if (isScalar(part)) return part.value === null ? 'nothing' : `"${String(part.value)}"`
  return isMap(part) ? 'a mapping' : isSeq(part) ? 'a list' : 'nothing'
}

const startOf = (part: Part): number | undefined =>
  (part as { range?: readonly number[] | null } | null | undefined)?.range?.[0]
