// The node's journal on its way up: batches on the shard of its site, and what becomes of them.
import { quietTap } from '../bus/tap.ts'
import { Uplink } from '../bus/up/uplink.ts'
import type { UplinkNews } from '../bus/up/uplink-parts.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { HostBase } from './agent-host.ts'
import type { SendUp } from './send-up.ts'

/** What shipping stands on; `ended` is told when another agent runs under this name. */
export interface ShippingParts extends HostBase {
  readonly send: SendUp
  /** The cloud has taken more than before. */
  readonly applied: () => void
  readonly ended: (fault: Fault) => void
}

/** The uplink of a node's journal; it asks and ships once it is told that a path is there. */
export function createShipping(parts: ShippingParts): Uplink {
  const { ports, journal, send } = parts
  const { clock, keyring, random } = ports
  const told = tellerOf(parts)
  return new Uplink({
    journal,
    keyring,
    clock,
    random: random.fork('uplink'),
    send: (bytes) => send('up', bytes),
    told,
  })
}

function tellerOf({ ports, config, applied, ended }: ShippingParts): (news: UplinkNews) => void {
  const { node } = config
  const tap = quietTap(ports.tap, ports.clock.mono)
  return (news) => {
    switch (news.kind) {
      case 'applied':
        return applied()
      case 'renewed':
        return tap('warn', 'an earlier life had said more: a new epoch began', { ...news })
      case 'stuck':
        return tap('warn', 'facts cannot be shipped for now', { ...news })
      case 'twin': {
        const message = `expected one agent of ${node}, another one writes under its name: stop one of them`
        tap('error', 'another agent runs under this name', { ...news })
        return ended(new Fault('CONFLICT', message))
      }
    }
  }
}
