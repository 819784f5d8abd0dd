// What the cloud says to one node, signed.
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { encodeDown } from '../schemas/down.ts'
import type { Down } from '../schemas/down.ts'
import { sealSigned } from '../schemas/signed.ts'
import { subjectOf } from '../schemas/subjects.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'

/** What the downlink stands on. */
export interface DownlinkParts {
  readonly transport: Transport
  readonly keyring: Keyring
  readonly cluster: string
  readonly producer: ProducerId
}

/** Says something to a node; `done` tells whether the link took it. */
export type SayDown = (node: NodeId, down: Down, done?: (fault: Fault | undefined) => void) => void

/** Signs and publishes on `down.<node>`. */
export function openDownlink({ transport, keyring, cluster, producer }: DownlinkParts): SayDown {
  const as = { context: 'down', signer: producer } as const
  return (node, down, done) => {
    const bytes = sealSigned(as, encodeDown(down), keyring.sign)
    transport.publish(subjectOf('down', cluster, { node }), bytes, done)
  }
}
