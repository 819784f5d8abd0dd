// A probe of a peer's kubelet port: whatever answers with a single byte is alive.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Address, Pipe, Pipes } from '../bus/pipe.ts'
import { isFault } from '../src/kernel/fault.ts'

/** What a probe stands on; `pipes` dial from the node's LAN address. */
export interface ProbeParts {
  readonly clock: Clock
  readonly pipes: Pipes
  readonly timeoutMs: number
}

/**
 * Asks for `/healthz` in plain HTTP: a kubelet that speaks TLS answers 400 or an alert, which is life too.
 * `done` comes once, unless cancelled: true if anything came back within the timeout.
 */
export function probe(parts: ProbeParts, at: Address, done: (alive: boolean) => void): Cancel {
  const { clock, pipes, timeoutMs } = parts
  let open: Pipe | undefined
  let ended = false
  const end = (alive: boolean | undefined): void => {
    if (ended) return
    ended = true
    cancelWait()
    open?.destroy()
    if (alive !== undefined) done(alive)
  }
  const cancelWait = clock.after(timeoutMs, () => end(false))
  pipes.dial(at, timeoutMs, (outcome) => {
    if (isFault(outcome)) return end(false)
    open = outcome
    if (ended) return outcome.destroy()
    outcome.on({
      data: () => end(true),
      drained: () => {},
      ended: () => {},
      closed: () => end(false),
    })
    outcome.write(question(at))
  })
  return () => end(undefined)
}

const question = (at: Address): Uint8Array =>
  new TextEncoder().encode(`GET /healthz HTTP/1.1\r\nhost: ${at.host}\r\nconnection: close\r\n\r\n`)
