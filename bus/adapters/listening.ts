// Listening with a server of Node: the address it got, or a fault that says why not.
import type { Server } from 'node:net'
import { Fault } from '../../src/kernel/fault.ts'
import type { Address } from '../pipe.ts'

/** Begins to listen; `done` comes once, in a later turn. */
export function listenAt(
  server: Server,
  at: Address,
  done: (outcome: Address | Fault) => void,
): void {
  const failed = (error: NodeJS.ErrnoException) => done(listenFault(error, at))
  server.once('error', failed)
  server.listen(at.port, at.host, () => {
    server.removeListener('error', failed)
    const bound = server.address()
    done(
      typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : at,
    )
  })
}

/** Why an address could not be listened on. */
export function listenFault(error: NodeJS.ErrnoException, { host, port }: Address): Fault {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES')
    return new Fault(
      'PORT_IN_USE',
      `expected ${host}:${port} to be free, got ${error.code}: choose another port or stop what uses it`,
      error,
    )
  return new Fault(
    'CONFIG_INVALID',
    `expected an address of this machine, got ${host}:${port} (${error.code ?? error.message}): name one of its own`,
    error,
  )
}
