// Tables that align: columns padded to their widest cell, two spaces between.

/** One column: its title and the cell of a row. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
}

/** The table's text with a final newline. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((c) => c.title), ...rows.map((row) => columns.map((c) => c.cell(row)))]
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => (cells[i] ?? '').length)))
  return lines.map((cells) => `${line(cells, widths)}\n`).join('')
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => cell.padEnd(widths[i] ?? 0))
    .join('  ')
    .trimEnd()
}
