// A simulated broker: core publish and subscribe over the simulated network, with a door for its owner.
import type { Cancel } from '../../bus/clock.ts'
import type { LanBroker } from '../../bus/lan.ts'
import type { Address } from '../../bus/pipe.ts'
import { createSubscriptions } from '../../bus/subscriptions.ts'
import type { Subscriptions } from '../../bus/subscriptions.ts'
import type { Message } from '../../bus/transport.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { FromBroker, ToBroker } from './bus-messages.ts'
import type { Connection } from './connection.ts'
import type { Carry } from './flaws.ts'
import type { Nic } from './network.ts'
import { createOwnerTransport } from './owner-transport.ts'

/** What a broker stands on; a client that says nothing for half as long again as `silenceMs` is dropped. */
export interface SimBrokerOptions {
  readonly nic: Nic
  readonly silenceMs: number
  /** What happens to messages on their way to clients; a good bus when left out. */
  readonly carry?: Carry
}

/** A running broker that can be told whom to drop. */
export interface SimBroker extends LanBroker {
  /** Closes the connections of a host, as of a consumer that is too slow: what is said to it meanwhile is lost. */
  readonly drop: (host: string) => void
}

interface State extends SimBrokerOptions {
  /** Who hears what: clients and the owner alike. */
  readonly subscriptions: Subscriptions
  /** Each client, and its host. */
  readonly clients: Map<Connection, string>
}

const nothing = () => {}

/** Serves a bus at an address of the host. */
export function serveSimBroker(
  options: SimBrokerOptions,
  at: Address,
  done: (outcome: SimBroker | Fault) => void,
): void {
  const subscriptions = createSubscriptions({ began: nothing, ended: nothing })
  const { nic } = options
  const state: State = { ...options, subscriptions, clients: new Map() }
  nic.listen(
    at,
    (connection, from) => welcome(state, connection, from.host),
    (outcome) => {
      if (isFault(outcome)) return done(outcome)
      done({
        address: outcome.address,
        transport: createOwnerTransport(nic.clock, subscriptions),
        close: (closed) => {
          for (const client of [...state.clients.keys()]) client.close()
          outcome.close(closed)
        },
        drop: (host) => {
          for (const [client, of] of [...state.clients]) if (of === host) client.close()
        },
      })
    },
  )
}

function welcome(state: State, connection: Connection, host: string): void {
  const own = new Map<string, Cancel>()
  const watch = (): Cancel => state.nic.clock.after(state.silenceMs * 1.5, () => connection.close())
  let stopWatch = watch()
  state.clients.set(connection, host)
  connection.on({
    message: (message) => {
      stopWatch()
      stopWatch = watch()
      hear(state, connection, own, message as ToBroker)
    },
    closed: () => {
      stopWatch()
      state.clients.delete(connection)
      for (const cancel of own.values()) cancel()
    },
  })
}

function hear(
  state: State,
  connection: Connection,
  own: Map<string, Cancel>,
  message: ToBroker,
): void {
  const say = (answer: FromBroker) => connection.send(answer)
  const carry = state.carry ?? ((hand) => hand())
  switch (message.kind) {
    case 'ping':
      return say({ kind: 'pong' })
    case 'unsubscribe':
      own.get(message.pattern)?.()
      own.delete(message.pattern)
      return
    case 'subscribe':
      for (const pattern of message.patterns) {
        const forward = ({ subject, bytes }: Message) =>
          carry(() => say({ kind: 'message', subject, bytes, pattern }))
        if (!own.has(pattern)) own.set(pattern, state.subscriptions.add(pattern, forward))
      }
      return say({ kind: 'taken', number: message.number })
    case 'publish':
      state.subscriptions.deliver({ subject: message.subject, bytes: message.bytes })
      return say({ kind: 'taken', number: message.number })
  }
}
