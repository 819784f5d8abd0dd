// The printed columns of kinds that a definition made, read by its paths.
import type { WallMs } from '../../kernel/time.ts'
import { ageOf } from './age.ts'
import { described, nameColumn } from './columns.ts'
import type { Column, ColumnSource } from './columns.ts'
import { commonDescriptions } from './descriptions.ts'
import { jsonPath } from './json-path.ts'

const age: ColumnSource = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: commonDescriptions.Age,
}

/** The name, then the definition's columns, or the age if it has none. */
export const customColumns = (sources: readonly ColumnSource[]): readonly Column[] => [
  ...described([nameColumn], commonDescriptions),
  ...(sources.length === 0 ? [age] : sources).map(columnOf),
]

function columnOf(source: ColumnSource): Column {
  const { name, type, format = '', priority = 0 } = source
  const description =
    source.description ??
    `Custom resource definition column (in JSONPath format): ${source.jsonPath}`
  const path = jsonPath(source.jsonPath)
  return {
    definition: { name, type, format, description, priority },
    cell: (object, now) => cellOf(type, path.find(object)[0], now),
  }
}

type Cell = (value: unknown, now: WallMs) => unknown

const cells: Readonly<Record<string, Cell>> = {
  string: (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
  integer: (value) => (typeof value === 'number' ? Math.trunc(value) : null),
  number: (value) => (typeof value === 'number' ? value : null),
  boolean: (value) => (typeof value === 'boolean' ? value : null),
  date: (value, now) => (typeof value === 'string' ? ageOf(value, now) : null),
}

/** The value as its column's type has it; null where it does not fit. */
function cellOf(type: string, value: unknown, now: WallMs): unknown {
  if (value === undefined || value === null) return null
  return cells[type]?.(value, now) ?? null
}
