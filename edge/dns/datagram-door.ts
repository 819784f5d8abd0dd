// The DNS door over UDP: one datagram in, at most one out.
import type { DatagramDoor, Datagrams } from '../../bus/datagrams.ts'
import type { Address } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Respond } from './responder.ts'
import { datagramBytesMax } from './wire/finish.ts'
import type { Way } from './wire/finish.ts'

const way: Way = { bytesMax: datagramBytesMax, isDatagram: true }

/** Opens the door; who has closed it is sent nothing more. */
export function openDatagramDoor(
  datagrams: Datagrams,
  at: Address,
  respond: Respond,
  done: (outcome: DatagramDoor | Fault) => void,
): void {
  let door: DatagramDoor | undefined
  const heard = (bytes: Uint8Array, from: Address): void => {
    const response = respond(bytes, way)
    if (typeof response === 'function') response((answer) => door?.send(answer, from))
    else if (response !== undefined) door?.send(response, from)
  }
  datagrams.listen(at, heard, (outcome) => {
    if (!isFault(outcome)) door = outcome
    done(outcome)
  })
}
