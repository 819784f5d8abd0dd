// What a simulated HTTP client and server say to each other on one connection.
import type { Headers, HttpRequest } from '../../bus/http.ts'

/** From the client: one request, then how many bytes of the answer it has read. */
export type ToServer =
  | { readonly kind: 'request'; readonly request: HttpRequest }
  | { readonly kind: 'read'; readonly count: number }

/** From the server: a whole answer, or, in this order, head, chunks, end. */
export type FromServer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Headers
      readonly body: Uint8Array
    }
  | { readonly kind: 'head'; readonly status: number; readonly headers: Headers }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
