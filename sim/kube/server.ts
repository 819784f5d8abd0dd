// The small Kubernetes' API server as a value: one store, and the doors to it.
import type { Headers, HttpReply, HttpRequest, Peer } from '../../bus/http.ts'
import type { Collection } from '../../src/objects/collection.ts'
import type { StoreSnapshot } from './store.ts'

/** What a call answers: an object, a list or a Status. */
export interface KubeAnswer {
  readonly status: number
  readonly body: unknown
}

/** An API server in miniature: a synchronous, deterministic state machine. */
export interface KubeServer {
  /** Its store, for reading and for watches of controllers. */
  readonly collection: Collection
  /** A request from within: no sockets, no encoding; as an administrator unless headers impersonate. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Headers) => KubeAnswer
  /** The HTTP door's handler: requests, streams, watches. */
  readonly handle: (request: HttpRequest, reply: HttpReply, peer: Peer) => void
  /** The whole state as data, for a later server to begin from. */
  readonly snapshot: () => StoreSnapshot
}
