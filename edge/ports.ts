// What an edge agent stands on. The caller owns what is handed in; the agent closes what it opened itself.
import type { Clock } from '../bus/clock.ts'
import type { HttpClient } from '../bus/http.ts'
import type { Journal } from '../bus/journal.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Lan } from '../bus/lan.ts'
import type { Pipes } from '../bus/pipe.ts'
import type { Tap } from '../bus/tap.ts'
import type { Transport } from '../bus/transport.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'

/** The ports of one node's agent. */
export interface EdgePorts {
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Keyring
  /** The way to the cloud. */
  readonly transport: Transport
  readonly lan: Lan
  /** Dials peers' kubelet ports; bound to the LAN address where a node has several. */
  readonly pipes: Pipes
  /** The own kubelet's health port (`127.0.0.1:10248`). */
  readonly kubelet: HttpClient
  /** Opens the node's journal, whose producer is `node/<name>`; the agent closes it. */
  readonly openJournal: (done: (outcome: Journal | Fault) => void) => void
  readonly tap: Tap
}
