// Link-local addresses in memory: the reference for the real ones.
import type { Clock } from '../../bus/clock.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { linkSteps } from '../../src/network/link-address.ts'
import type { SeenLink } from '../../src/network/link-address.ts'
import type { LinkAddress } from '../pod-api/link-address.ts'

/** A machine's interfaces. */
export interface MemoryLinks extends LinkAddress {
  /** What there is. */
  readonly links: () => readonly SeenLink[]
  /** Puts an interface there, or in the place of the one of its name. */
  readonly put: (link: SeenLink) => void
}

/** Interfaces in memory, at first none. */
export function createMemoryLinks(clock: Pick<Clock, 'soon'>): MemoryLinks {
  const links = new Map<string, SeenLink>()
  return {
    links: () => [...links.values()],
    put: (link) => links.set(link.name, link),
    ensure: (wanted, done) => {
      const steps = linkSteps(wanted, [...links.values()])
      if (isFault(steps)) return clock.soon(() => done(steps))
      const { name, address } = wanted
      const { addresses = [] } = links.get(name) ?? {}
      const all = [...new Set([...addresses, address])]
      links.set(name, { name, kind: 'dummy', isUp: true, addresses: all })
      clock.soon(() => done(undefined))
    },
    remove: (name, done) => {
      links.delete(name)
      clock.soon(() => done(undefined))
    },
  }
}
