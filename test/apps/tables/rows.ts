// All rows of all dialects.
import { kubeEdgeRows } from './kubeedge.ts'
import { openYurtRows } from './openyurt.ts'
import type { Row } from './row.ts'
import { superEdgeRows } from './superedge.ts'

/** The rows; no two make the same object. */
export const rows: readonly Row[] = [...superEdgeRows, ...openYurtRows, ...kubeEdgeRows]
