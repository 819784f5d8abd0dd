// The DNS of a node as a part of its agent: the catalog is kept, the doors open, everything else is forwarded.
import { openDoor } from '../../bus/door.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { Address } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { CatalogSource } from '../../src/services/catalog.ts'
import { checkDnsConfig } from './config.ts'
import type { DnsConfig } from './config.ts'
import { openDatagramDoor } from './datagram-door.ts'
import { Forwarder } from './forwarder.ts'
import { laterCatalog } from './later-catalog.ts'
import { Local } from './local.ts'
import type { DnsPorts } from './ports.ts'
import { createResponder } from './responder.ts'
import { openStreamDoor } from './stream-door.ts'
import { openUpstreams } from './upstreams.ts'

/** What a node's DNS is made of. */
export interface DnsParts {
  readonly ports: DnsPorts
  readonly config: DnsConfig
  readonly catalog: CatalogSource
  /** Whether the node is alone. */
  readonly isAlone: () => boolean
}

/** The running DNS; it has an address between its start and its stop. */
export interface DnsPart extends Part {
  readonly address: () => Address | undefined
}

/** Ends something that is open. */
type Closing = (done: () => void) => void

/** The part; it starts after the catalog's source and stops before it. */
export function dnsPart(parts: DnsParts): DnsPart {
  const { ports, config, catalog: source } = parts
  const open: Closing[] = []
  let address: Address | undefined
  const stop: Closing = (done) => {
    address = undefined
    const last = open.pop()
    if (last === undefined) ports.clock.soon(done)
    else last(() => stop(done))
  }
  const start: Part['start'] = (done) => {
    const wrong = checkDnsConfig(config)
    if (wrong !== undefined) return ports.clock.soon(() => done(wrong))
    const { catalog, stop: stopKeeping } = laterCatalog(ports.clock, source)
    const upstreams = openUpstreams(ports, config.forward)
    open.push(atOnce(ports, stopKeeping), atOnce(ports, upstreams.stop))
    const { forward, cache, zone, tcp } = config
    const respond = createResponder({
      zone,
      local: new Local(catalog, zone),
      forwarder:
        forward.upstreams.length === 0
          ? undefined
          : new Forwarder({
              clock: ports.clock,
              upstreams,
              forward,
              cache,
              isAlone: parts.isAlone,
            }),
      isComplete: source.isComplete,
      door: openDoor(ports.tap, ports.clock.mono),
    })
    const failed = (fault: Fault): void => stop(() => done(fault))
    openDatagramDoor(ports.datagrams, config.listen, respond, (datagrams) => {
      if (isFault(datagrams)) return failed(datagrams)
      open.push(datagrams.close)
      const streams = { clock: ports.clock, pipes: ports.pipes, config: tcp, respond }
      openStreamDoor(streams, datagrams.address, (listener) => {
        if (isFault(listener)) return failed(listener)
        open.push(listener.close)
        address = datagrams.address
        done(undefined)
      })
    })
  }
  return { name: 'dns', start, stop, address: () => address }
}

const atOnce =
  ({ clock }: DnsPorts, end: () => void): Closing =>
  (done) => {
    end()
    clock.soon(done)
  }
