// Looks whether what `up` was told to use is there, before it starts anything.
import { connect } from 'node:net'
import { Fault } from '../../kernel/fault.ts'
import { addressOf } from '../host-port.ts'

const withinMs = 3_000

/** Resolves when something listens at `host:port`; UNREACHABLE says what was looked for and what to do. */
export function reach(what: string, at: string, instead: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...addressOf(what, at), timeout: withinMs })
    const fail = (came: string): void => {
      socket.destroy()
      reject(new Fault('UNREACHABLE', `expected ${what} at ${at}, came ${came}: ${instead}`))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('timeout', () => fail('no answer'))
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
  })
}
