// What the cloud stands on. The caller owns what is handed in; the cloud closes what it opened itself.
import type { Clock } from '../bus/clock.ts'
import type { HttpClient, HttpServer } from '../bus/http.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Log } from '../bus/log.ts'
import type { Slots, Store } from '../bus/store.ts'
import type { Tap } from '../bus/tap.ts'
import type { Transport } from '../bus/transport.ts'
import type { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import type { CertificateAuthority } from './authority/certificate-authority.ts'

/** The ports of one replica of the cloud. */
export interface CloudPorts {
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Keyring
  readonly transport: Transport
  /** The store and slots of the replica's own journal. */
  readonly openStore: (done: (outcome: Store | Fault) => void) => void
  readonly openSlots: (done: (outcome: Slots | Fault) => void) => void
  /** The store of the feeds that this replica owns. */
  readonly openFeeds: (done: (outcome: Store | Fault) => void) => void
  /**
   * The logs that several replicas share, one a shard; undefined where the bus keeps none. UNSUPPORTED from a server
   * without streams: then, too, this replica is the only one, and its own journal is the log.
   */
  readonly openLog?: (shard: number, done: (outcome: Log | Fault) => void) => void
  /** Requests to the Kubernetes API; undefined runs the cloud without Kubernetes. */
  readonly kube: HttpClient | undefined
  /** Serves the door for commands. */
  readonly http: HttpServer
  /** Serves the door for webhooks over TLS, and the certificates that it is known by (PEM in base64); undefined: there is no door. */
  readonly webhooks?: { readonly http: HttpServer; readonly authority: string }
  /** Certifies the keys of nodes; undefined: nobody does. */
  readonly authority?: CertificateAuthority
  readonly tap: Tap
}
