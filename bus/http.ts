// The HTTP port: requests out and in, with streamed bodies and no promises.
import type { Fault } from '../src/kernel/fault.ts'
import type { Cancel } from './clock.ts'
import type { Address, Listener, Pipe } from './pipe.ts'

/** Header names in lower case. */
export type Headers = Readonly<Record<string, string>>

/** A request; `path` begins with `/` and carries its query. To a proxy it is the whole URL. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** Stops and resumes the bytes of an answer, for whoever cannot take them as fast. */
export interface Flow {
  readonly pause: () => void
  readonly resume: () => void
}

/** What comes back, in this order: `head` once, `chunk` as they come, `end` exactly once (with a fault if broken off). */
export interface HttpAnswer {
  /** `flow` is there where the bytes still have to come over a network. */
  readonly head: (status: number, headers: Headers, flow?: Flow) => void
  readonly chunk: (bytes: Uint8Array) => void
  readonly end: (fault?: Fault) => void
  /** Instead of all that: the protocol that the request asks to change to has begun. Absent where none is asked for. */
  readonly upgraded?: ((status: number, headers: Headers, pipe: Pipe) => void) | undefined
}

/** Requests to one server (base URL and credentials are the adapter's). */
export interface HttpClient {
  readonly request: (request: HttpRequest, answer: HttpAnswer) => Cancel
}

/** How a server's handler answers; `write` false asks to wait for the `drained` handed at `stream`. */
export interface HttpReply {
  /** Begins the protocol that the request asks to change to; absent where it asks for none. */
  readonly upgrade?: (status: number, headers: Headers) => Pipe
  /** The whole answer at once. */
  readonly send: (status: number, headers: Headers, body: Uint8Array) => void
  /** Begins a streamed answer; `closed` is called once when the client has gone or the answer is over; `abort` breaks it off. */
  readonly stream: (
    status: number,
    headers: Headers,
    handlers: { readonly drained: () => void; readonly closed: () => void },
  ) => {
    readonly write: (bytes: Uint8Array) => boolean
    readonly end: () => void
    readonly abort: () => void
  }
}

/** Serves requests; bodies over `bodyBytesMax` are answered 413 by the adapter. */
export interface HttpServer {
  readonly listen: (
    at: Address,
    handle: (request: HttpRequest, reply: HttpReply, peer: Peer) => void,
    done: (outcome: Listener | Fault) => void,
  ) => void
}

/** A client certificate that was verified. */
export interface PeerCertificate {
  readonly commonName: string
  readonly organizations: readonly string[]
  /** The certificate itself. */
  readonly der?: Uint8Array
}

/** Who asks, as far as the connection tells. */
export interface Peer {
  readonly address: string
  /** Common name and organisations of a verified client certificate. */
  readonly certificate?: PeerCertificate
  /** A certificate (DER) out of its time. Nothing is proved but that the client has its key: whoever takes it checks the rest. */
  readonly shown?: Uint8Array
}
