// What the local API stands on, beside the ports of its agent.
import type { HttpClient, HttpServer } from '../../bus/http.ts'
import type { Guard } from './guard.ts'
import type { Gzip } from './send.ts'
import type { GiveToken, Writes } from './writes.ts'

/** The cluster's API server: as the node, and with whatever the request itself carries. */
export interface ClusterClients {
  readonly asNode: HttpClient
  readonly asCaller: HttpClient
  /** Closes what connections there are: after a cut they may be dead, and silent for long. */
  readonly disconnect?: () => void
}

/** The ports of a local API. */
export interface LocalApiPorts {
  readonly server: HttpServer
  /** Absent where the node reaches no API server: then it is always alone. */
  readonly cluster?: ClusterClients | undefined
  readonly gzip?: Gzip | undefined
  readonly guard: Guard
  /** Absent: nothing is written alone. */
  readonly writes?: Writes | undefined
  /** Absent: pods get no tokens alone. */
  readonly giveToken?: GiveToken | undefined
}
