// Kept-alive TLS connections that can be reset, which a TLS socket alone cannot be: each is opened over one that can.
import { Agent } from 'node:https'
import type { AgentOptions } from 'node:https'
import { connect } from 'node:net'
import type { NetConnectOpts, Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const bare = new WeakMap<Duplex, Socket>()

/** Whoever asked may have given up meanwhile, and nobody would end the attempt. */
const connectMsMax = 10_000

type Created = (error: Error | null, stream?: Duplex) => void

class TlsAgent extends Agent {
  override createConnection(options: NetConnectOpts & AgentOptions, created: Created): undefined {
    const under = connect(options)
    const tooLate = (): Error => new Error(`expected a connection within ${connectMsMax} ms`)
    under.setTimeout(connectMsMax, () => under.destroy(tooLate()))
    const refused = (error: Error): void => created(error)
    under.once('error', refused)
    under.once('connect', () => {
      under.setTimeout(0)
      under.off('error', refused)
      const over = super.createConnection(Object.assign(options, { socket: under })) as Duplex
      bare.set(over, under)
      created(null, over)
    })
  }
}

/** An agent for HTTPS. */
export const openTlsAgent = (options: AgentOptions): Agent => new TlsAgent(options)

/** Ends a connection so that what has not arrived by now never does; a mere end would let the kernel go on sending it. */
export function takeBack(socket: Socket | null): void {
  if (socket !== null) (bare.get(socket) ?? socket).resetAndDestroy()
}
