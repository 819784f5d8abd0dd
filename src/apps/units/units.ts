// The kinds of units of all dialects; a gift of an earlier one has precedence.
import { nodeGroup } from './node-group.ts'
import { nodePool } from './node-pool.ts'
import { nodeUnit } from './node-unit.ts'
import type { UnitDialect } from './unit-dialect.ts'
import { unitGroup } from './unit-group.ts'

/** Every kind of unit. */
export const unitDialects: readonly UnitDialect[] = [nodePool, nodeUnit, unitGroup, nodeGroup]
