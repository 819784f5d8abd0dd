// All canaries.
import type { Canary } from './canary.ts'

/** Every planted bug, at least one for each checker. */
export const canaries: readonly Canary[] = []
