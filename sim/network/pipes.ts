// Pipes over the simulated network.
import { createPipeEnd } from '../../bus/pipe-end.ts'
import type { PipeFrame } from '../../bus/pipe-end.ts'
import type { Pipe, Pipes } from '../../bus/pipe.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Connection } from './connection.ts'
import type { Nic } from './network.ts'

/** The pipes of one host. */
export function createSimPipes(nic: Nic): Pipes {
  return {
    dial: (to, timeoutMs, done) =>
      nic.connect(to, timeoutMs, (outcome) =>
        done(outcome instanceof Fault ? outcome : pipeOver(nic, outcome)),
      ),
    listen: (at, accept, done) =>
      nic.listen(at, (connection, from) => accept(pipeOver(nic, connection), from), done),
  }
}

function pipeOver(nic: Nic, connection: Connection): Pipe {
  const end = createPipeEnd(
    nic.clock,
    (frame) => connection.send(frame),
    () => connection.close(),
  )
  connection.on({
    message: (frame) => end.receive(frame as PipeFrame),
    closed: (fault) => end.fail(fault ?? new Fault('UNREACHABLE', 'expected an open connection')),
  })
  return end.pipe
}
