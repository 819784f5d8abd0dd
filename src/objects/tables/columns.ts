// Printed columns: what a table says of each, and how a cell is read off an object.
import type { WallMs } from '../../kernel/time.ts'
import type { KubeObject } from '../object.ts'
import { ageOf } from './age.ts'

/** A column as tables define it. */
export interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly format: string
  readonly description: string
  /** 0 is always shown; others only when asked for more. */
  readonly priority: number
}

/** A column of a definition's kind: its cells are read by a path. */
export interface ColumnSource {
  readonly name: string
  readonly type: string
  readonly jsonPath: string
  readonly format?: string
  readonly description?: string
  readonly priority?: number
}

/** A column and its cells. */
export interface Column {
  readonly definition: ColumnDefinition
  readonly cell: (object: KubeObject, now: WallMs) => unknown
}

/** A column that is always shown; what tables say of it is added when its kind is known. */
export const column = (
  name: string,
  cell: Column['cell'],
  more: Partial<ColumnDefinition> = {},
): Column => ({
  definition: { name, type: 'string', format: '', description: '', priority: 0, ...more },
  cell,
})

/** A column that is shown only when asked for more. */
export const wide = (name: string, cell: Column['cell']): Column =>
  column(name, cell, { priority: 1 })

/** The name. */
export const nameColumn: Column = column('Name', ({ metadata }) => metadata.name, {
  format: 'name',
})

/** How long ago the object was made. */
export const ageColumn: Column = column('Age', ({ metadata }, now) =>
  ageOf(metadata.creationTimestamp, now),
)

/** Columns with what tables say of them. */
export const described = (
  columns: readonly Column[],
  words: Readonly<Record<string, string>>,
): readonly Column[] =>
  columns.map(({ definition, cell }) => ({
    definition: { ...definition, description: words[definition.name] ?? definition.description },
    cell,
  }))
