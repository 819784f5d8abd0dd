// Requests over the simulated network: one connection each.
import type { HttpAnswer, HttpClient } from '../../bus/http.ts'
import type { Address } from '../../bus/pipe.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Connection } from './connection.ts'
import type { FromServer, ToServer } from './http-messages.ts'
import type { Nic } from './network.ts'

const connectMs = 10_000

/** A client of the server at an address. */
export function createSimHttpClient(nic: Nic, to: Address): HttpClient {
  return {
    request: (request, answer) => {
      let connection: Connection | undefined
      let over = false
      let isAnswered = false
      const finish = (fault?: Fault): void => {
        if (over) return
        over = true
        connection?.close()
        answer.end(fault)
      }
      nic.connect(to, connectMs, (outcome) => {
        if (isFault(outcome)) return finish(outcome)
        if (over) return outcome.close()
        connection = outcome
        const say = (message: ToServer) => outcome.send(message)
        outcome.on({
          message: (message) => {
            isAnswered = true
            if (!over) hear(message as FromServer, { answer, say, finish, isOver: () => over })
          },
          closed: (fault) => {
            if (!over) finish(fault ?? new Fault('UNREACHABLE', 'expected the whole answer'))
          },
        })
        say({ kind: 'request', request })
      })
      return () => {
        over = true
        if (isAnswered) connection?.close()
        else connection?.reset()
      }
    },
  }
}

interface Ear {
  readonly answer: HttpAnswer
  readonly say: (message: ToServer) => void
  readonly finish: () => void
  /** Whoever asked may have lost interest meanwhile. */
  readonly isOver: () => boolean
}

function hear(message: FromServer, { answer, say, finish, isOver }: Ear): void {
  switch (message.kind) {
    case 'answer':
      answer.head(message.status, message.headers)
      if (message.body.length > 0 && !isOver()) answer.chunk(message.body)
      return finish()
    case 'head':
      return answer.head(message.status, message.headers)
    case 'chunk':
      say({ kind: 'read', count: message.bytes.length })
      return answer.chunk(message.bytes)
    case 'end':
      return finish()
  }
}
