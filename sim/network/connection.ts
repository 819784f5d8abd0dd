// A simulated connection: anything may be sent, in order, until one side closes or the network breaks it.
import type { Fault } from '../../src/kernel/fault.ts'
import type { SimClock } from '../sim-process.ts'
import { createDelivery } from './delivery.ts'
import type { LinkLane } from './link.ts'

/** One end of a connection. */
export interface Connection {
  readonly send: (message: unknown) => void
  /** Closes both ends; the other is told after what was sent before. */
  readonly close: () => void
  /** Begins to hear; what came before is handed on. `closed` comes once and last. */
  readonly on: (handlers: ConnectionHandlers) => void
}

/** What a connection tells. */
export interface ConnectionHandlers {
  readonly message: (message: unknown) => void
  readonly closed: (fault: Fault | undefined) => void
}

/** An end as the network holds it. */
export interface ConnectionEnd {
  /** Of the process that holds it. */
  readonly clock: SimClock
  readonly connection: Connection
  readonly joins: (a: string, b: string) => boolean
  /** The network broke the connection. */
  readonly break: () => void
  /** Something has travelled here. */
  readonly arrive: (message: unknown) => void
  /** The other side has closed. */
  readonly ended: () => void
}

/** What an end stands on. */
export interface ConnectionParts {
  readonly clock: SimClock
  readonly host: string
  readonly peer: string
  /** What its owner is told when the other side is gone. */
  readonly broken: Fault
  readonly lane: Pick<LinkLane, 'send'>
  readonly other: () => ConnectionEnd
  readonly forget: (end: ConnectionEnd) => void
  /** Hears everything that is sent. */
  readonly meter: (message: unknown) => void
}

/** An open end. Everything is told in a turn of the owner's own process, so a dead one hears nothing. */
export function createConnectionEnd(parts: ConnectionParts): ConnectionEnd {
  const { clock, host, peer, broken, lane, other, forget, meter } = parts
  const deliver = createDelivery(clock)
  const inbox: ((handlers: ConnectionHandlers) => void)[] = []
  let handlers: ConnectionHandlers | undefined
  let open = true
  const tell = (event: (handlers: ConnectionHandlers) => void, when?: 'soon'): void => {
    if (handlers === undefined) return void inbox.push(event)
    const told = handlers
    deliver(() => event(told), when)
  }
  const close = (fault: Fault | undefined, when?: 'soon'): void => {
    if (!open) return
    open = false
    forget(end)
    tell((told) => told.closed(fault), when)
  }
  const connection: Connection = {
    send: (message) => {
      if (!open) return
      meter(message)
      lane.send(() => other().arrive(message), message)
    },
    close: () => {
      if (open) lane.send(() => other().ended())
      close(undefined, 'soon')
    },
    on: (given) => {
      handlers = given
      for (const event of inbox.splice(0)) tell(event, 'soon')
    },
  }
  const end: ConnectionEnd = {
    clock,
    connection,
    joins: (a, b) => (host === a && peer === b) || (host === b && peer === a),
    break: () => close(broken, 'soon'),
    arrive: (message) => {
      if (open) tell((told) => told.message(message))
    },
    ended: () => close(broken),
  }
  return end
}
