// What a simulated broker and its clients say to each other.

/** From a client. */
export type ToBroker =
  | {
      readonly kind: 'publish'
      readonly number: number
      readonly subject: string
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'subscribe'; readonly number: number; readonly patterns: readonly string[] }
  | { readonly kind: 'unsubscribe'; readonly pattern: string }
  | { readonly kind: 'ping' }

/** From the broker. */
export type FromBroker =
  | {
      readonly kind: 'message'
      readonly subject: string
      readonly bytes: Uint8Array
      readonly pattern: string
    }
  /** A publish or subscribe was taken. */
  | { readonly kind: 'taken'; readonly number: number }
  | { readonly kind: 'pong' }
