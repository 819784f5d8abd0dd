// A client's line to a simulated server of logs: calls over one connection, each answered or given up after a while.
//
// A connection on which nothing came while a call waited in vain is given up too, as a client of NATS does by its pings.
import type { Address } from '../../bus/pipe.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Connection } from '../network/connection.ts'
import type { Nic } from '../network/network.ts'
import type { FromLogs, LogOutcome, ToLogs } from './log-messages.ts'
import type { LogCall } from './log-stream.ts'

type Done = (outcome: LogOutcome) => void

/** Calls that wait for a connection or an answer. */
export class LogLine {
  readonly #nic: Nic
  readonly #to: Address
  readonly #timeoutMs: number
  readonly #waiting = new Map<number, Done>()
  #connection: Connection | undefined
  #heardAt = 0
  #dialling = false
  #unsent: ToLogs[] = []
  #next = 1

  constructor(nic: Nic, to: Address, timeoutMs: number) {
    this.#nic = nic
    this.#to = to
    this.#timeoutMs = timeoutMs
  }

  /** Calls; TIMEOUT or UNREACHABLE when no answer came. */
  ask(stream: string, call: LogCall, done: Done): void {
    const number = this.#next++
    const askedAt = this.#nic.clock.mono()
    const stop = this.#nic.clock.after(this.#timeoutMs, () => {
      this.#settle(number, new Fault('TIMEOUT', 'expected the logs to answer in time, none came'))
      if (this.#heardAt < askedAt) this.#connection?.close()
    })
    this.#waiting.set(number, (outcome) => {
      stop()
      done(outcome)
    })
    this.#send({ number, stream, call })
  }

  #settle(number: number, outcome: LogOutcome): void {
    const done = this.#waiting.get(number)
    this.#waiting.delete(number)
    done?.(outcome)
  }

  #send(message: ToLogs): void {
    if (this.#connection !== undefined) return this.#connection.send(message)
    this.#unsent.push(message)
    if (!this.#dialling) this.#dial()
  }

  #dial(): void {
    this.#dialling = true
    this.#nic.connect(this.#to, this.#timeoutMs, (outcome) => {
      this.#dialling = false
      if (isFault(outcome)) return this.#fail(outcome)
      this.#connection = outcome
      outcome.on({
        message: (message) => {
          this.#heardAt = this.#nic.clock.mono()
          const { number, outcome: answer } = message as FromLogs
          this.#settle(number, answer)
        },
        closed: () => this.#fail(lost()),
      })
      for (const message of this.#unsent.splice(0)) outcome.send(message)
    })
  }

  /** Nobody knows what became of the calls under way. */
  #fail(fault: Fault): void {
    this.#connection = undefined
    this.#unsent = []
    for (const number of [...this.#waiting.keys()])
      this.#settle(number, new Fault('UNREACHABLE', fault.message))
  }
}

const lost = (): Fault =>
  new Fault('UNREACHABLE', 'expected a connection to the logs, it was reset')
