// A simulated connection: anything may be sent, in order, until one side closes or the network breaks it.
import type { Fault } from '../../src/kernel/fault.ts'
import type { SimClock } from '../sim-process.ts'
import { Delivery } from './delivery.ts'
import type { LinkLane } from './link.ts'

/** One end of a connection. */
export interface Connection {
  readonly send: (message: unknown) => void
  /** Closes both ends; the other is told after what was sent before. */
  readonly close: () => void
  /** Closes both ends; what has not arrived never does. */
  readonly reset: () => void
  /** Begins to hear; what came before is handed on. `closed` comes once and last. */
  readonly on: (handlers: ConnectionHandlers) => void
}

/** What a connection tells. */
export interface ConnectionHandlers {
  readonly message: (message: unknown) => void
  readonly closed: (fault: Fault | undefined) => void
}

/** What an end stands on. */
export interface ConnectionParts {
  readonly clock: SimClock
  readonly host: string
  readonly peer: string
  /** What its owner is told when the other side is gone. */
  readonly broken: Fault
  readonly lane: Pick<LinkLane, 'send'>
  readonly forget: (end: ConnectionEnd) => void
  /** Hears everything that is sent. */
  readonly meter: (message: unknown) => void
}

/** Two open ends of one connection. */
export function openEnds(
  a: ConnectionParts,
  b: ConnectionParts,
): readonly [ConnectionEnd, ConnectionEnd] {
  const ends = [new ConnectionEnd(a), new ConnectionEnd(b)] as const
  ends[0].meet(ends[1])
  ends[1].meet(ends[0])
  return ends
}

type Event = (handlers: ConnectionHandlers) => void

/** An end as the network holds it. Everything is told in a turn of the owner's own process, so a dead one hears nothing. */
export class ConnectionEnd implements Connection {
  readonly #parts: ConnectionParts
  readonly #delivery: Delivery
  /** What comes before anybody listens. */
  #inbox: Event[] = []
  #handlers: ConnectionHandlers | undefined
  #other: ConnectionEnd | undefined
  #open = true
  #takenBack = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#delivery = new Delivery(parts.clock)
  }

  /** Of the process that holds it. */
  get clock(): SimClock {
    return this.#parts.clock
  }

  /** From now on that is its other side. */
  meet(other: ConnectionEnd): void {
    this.#other = other
  }

  joins(a: string, b: string): boolean {
    const { host, peer } = this.#parts
    return (host === a && peer === b) || (host === b && peer === a)
  }

  send(message: unknown): void {
    if (!this.#open) return
    this.#parts.meter(message)
    this.#parts.lane.send(() => {
      if (!this.#takenBack) this.#other?.arrive(message)
    }, message)
  }

  close(): void {
    if (!this.#open) return
    this.#parts.lane.send(() => this.#other?.ended())
    this.#end(undefined, true)
  }

  reset(): void {
    if (!this.#open) return
    this.#takenBack = true
    this.close()
  }

  on(given: ConnectionHandlers): void {
    this.#handlers = given
    for (const event of this.#inbox.splice(0)) this.#delivery.soon(() => event(given))
  }

  /** Something has travelled here. */
  arrive(message: unknown): void {
    if (!this.#open) return
    const told = this.#handlers
    if (told !== undefined && this.#delivery.isFree()) told.message(message)
    else this.#tell((handlers) => handlers.message(message), false)
  }

  /** The other side has closed. */
  ended(): void {
    this.#end(this.#parts.broken, false)
  }

  /** The network broke the connection. */
  break(): void {
    this.#end(this.#parts.broken, true)
  }

  #end(fault: Fault | undefined, isSoon: boolean): void {
    if (!this.#open) return
    this.#open = false
    this.#parts.forget(this)
    this.#tell((handlers) => handlers.closed(fault), isSoon)
  }

  #tell(event: Event, isSoon: boolean): void {
    const told = this.#handlers
    if (told === undefined) return void this.#inbox.push(event)
    if (isSoon) this.#delivery.soon(() => event(told))
    else this.#delivery.hand(() => event(told))
  }
}
