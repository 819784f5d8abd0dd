// What Causeway sends in a simulated world: its messages on the bus and the LAN, and the kubelets' renewals.
import type { HttpRequest } from '../../bus/http.ts'
import type { FromBroker, ToBroker } from '../network/bus-messages.ts'
import type { ToServer } from '../network/http-messages.ts'
import { leaseBytes } from './lease.ts'
import type { Traffic } from './phases.ts'

/** What MQTT, TLS, TCP and IP add to a message, about. */
const headerBytes = 70

/** Of what a message of the world consists; nothing where it is none of a detector's. */
export function trafficOf(message: unknown): Traffic {
  const said = message as ToBroker | FromBroker | ToServer
  switch (said.kind) {
    case 'publish':
    case 'message':
      return one(said.subject.length + said.bytes.length)
    case 'subscribe':
      return one(said.patterns.join().length)
    case 'unsubscribe':
    case 'ping':
    case 'pong':
    case 'taken':
      return one(0)
    case 'request':
      return isRenewal(said.request) ? { messages: 2, bytes: 2 * leaseBytes } : none
    default:
      return none
  }
}

const none: Traffic = { messages: 0, bytes: 0 }

const one = (bytes: number): Traffic => ({ messages: 1, bytes: headerBytes + bytes })

/** Counted as in the models of others, with its answer. */
const isRenewal = ({ method, path }: HttpRequest): boolean =>
  method === 'PUT' && path.includes('/leases/')
