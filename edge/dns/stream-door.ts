// The DNS door over TCP: many queries a connection, answered as they come ready, within bounds.
import type { Clock } from '../../bus/clock.ts'
import type { Listener, Address, Pipe, Pipes } from '../../bus/pipe.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { TcpConfig } from './config.ts'
import { serveStream } from './stream.ts'
import type { Respond } from './responder.ts'

/** What the door stands on. */
export interface StreamDoorParts {
  readonly clock: Clock
  readonly pipes: Pipes
  readonly config: TcpConfig
  readonly respond: Respond
}

/** Opens the door; closing it resets what is still connected. */
export function openStreamDoor(
  parts: StreamDoorParts,
  at: Address,
  done: (outcome: Listener | Fault) => void,
): void {
  const connected = new Set<Pipe>()
  const accept = (pipe: Pipe): void => {
    if (connected.size >= parts.config.connectionsMax) return pipe.destroy()
    connected.add(pipe)
    serveStream(parts, pipe, () => connected.delete(pipe))
  }
  parts.pipes.listen(at, accept, (outcome) => {
    if (isFault(outcome)) return done(outcome)
    const close = (closed: () => void): void => {
      for (const pipe of connected) pipe.destroy()
      outcome.close(closed)
    }
    done({ address: outcome.address, close })
  })
}
