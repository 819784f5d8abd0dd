// The kinds that the small Kubernetes serves, as a real one's discovery tells of them.
import { coreKinds } from './builtin-core.ts'
import { groupKinds } from './builtin-groups.ts'
import type { ServedKind } from './registry.ts'

/** The kinds that are there before any definition is. */
export const builtinKinds: readonly ServedKind[] = [...coreKinds, ...groupKinds]
