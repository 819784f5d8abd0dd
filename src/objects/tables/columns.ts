// Printed columns: their definitions, and how a cell is read off an object.

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
