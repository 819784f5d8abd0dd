// The node's own LAN broker: what the node says there to those who observe it, and what they bring from the cloud.
import { formatAddress } from '../bus/address.ts'
import type { LanBroker } from '../bus/lan.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Transport } from '../bus/transport.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgePorts } from './ports.ts'

/** Reports on the own broker, once it serves. */
export interface Reporter {
  readonly part: Part
  /** What peers are told to dial. */
  readonly advertised: () => string
  readonly say: (subject: string, bytes: Uint8Array) => void
  /** The owner's connection to the broker; undefined until it serves. */
  readonly transport: () => Transport | undefined
}

/** A broker that is served when the part starts. */
export function createReporter({ lan }: EdgePorts, config: EdgeConfig): Reporter {
  let broker: LanBroker | undefined
  return {
    part: {
      name: 'lan broker',
      start: (done) =>
        lan.serve(config.lanListen, (outcome) => {
          if (isFault(outcome)) return done(outcome)
          broker = outcome
          done(undefined)
        }),
      stop: (done) => (broker === undefined ? done() : broker.close(done)),
    },
    advertised: () => config.lanAdvertised ?? formatAddress(broker?.address ?? config.lanListen),
    say: (subject, bytes) => broker?.transport.publish(subject, bytes),
    transport: () => broker?.transport,
  }
}
