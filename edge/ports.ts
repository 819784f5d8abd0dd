// What an edge agent stands on. The caller owns what is handed in; the agent closes what it opened itself.
import type { Clock } from '../bus/clock.ts'
import type { HttpClient } from '../bus/http.ts'
import type { Open } from '../bus/journal/parts.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Lan } from '../bus/lan.ts'
import type { Pipes } from '../bus/pipe.ts'
import type { Slots, Store } from '../bus/store.ts'
import type { Tap } from '../bus/tap.ts'
import type { Transport } from '../bus/transport.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import type { LocalApiPorts } from './api/ports.ts'
import type { DnsPorts } from './dns/ports.ts'
import type { GuardParts } from './guard/guard-parts.ts'
import type { IpamPorts } from './ipam/part.ts'
import type { PodApiPorts } from './pod-api/part.ts'

/** What a local API and its guard stand on besides the ports of their agent. */
export interface ApiPorts extends Pick<LocalApiPorts, 'server' | 'cluster' | 'gzip'> {
  readonly guard: Pick<GuardParts, 'credentials' | 'verifyToken' | 'openStore'>
}

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
  /** The files of the node's journal; the agent opens and closes them. */
  readonly openStore: Open<Store>
  readonly openSlots: Open<Slots>
  /** The store of the node's mirror, apart from its journal; opened again after a failed write. */
  readonly openMirror: Open<Store>
  /** What its DNS stands on besides; absent where it has none. */
  readonly dns?: Pick<DnsPorts, 'random' | 'datagrams' | 'pipes'> | undefined
  /** What the addresses of its pods stand on besides; absent where another gives them. */
  readonly ipam?: Pick<IpamPorts, 'localSocket' | 'runtimePods'> | undefined
  /** What the node's local API and its guard stand on; absent where it has none. */
  readonly api?: ApiPorts | undefined
  /** What that stands on for pods; absent where they use the cluster's. */
  readonly podApi?: PodApiPorts | undefined
  readonly tap: Tap
  /** Told when the agent cannot go on; it has fallen silent and is to be stopped. */
  readonly failed: (fault: Fault) => void
}
