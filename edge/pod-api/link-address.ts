// The port of an address that exists on the node alone, on an interface of its own.
import type { WantedLink } from '../../src/network/link-address.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** Makes and removes it. */
export interface LinkAddress {
  /**
   * Makes what is missing of it and leaves alone what is there. UNSUPPORTED: the system does not let us; CONFIG_INVALID: another
   * has its name or its address.
   */
  readonly ensure: (wanted: WantedLink, done: (fault: Fault | undefined) => void) => void
  /** Takes the interface away; that there is none is no fault. */
  readonly remove: (name: string, done: (fault: Fault | undefined) => void) => void
}
