// The port to the container runtime: which pods it runs, in which sandboxes, with which addresses.
import type { Fault } from '../../src/kernel/fault.ts'
import type { RuntimePod } from '../../src/network/address-state.ts'

/** Asks for all pods that run now; `done` comes once, never synchronously. */
export type RuntimePods = (done: (outcome: readonly RuntimePod[] | Fault) => void) => void
