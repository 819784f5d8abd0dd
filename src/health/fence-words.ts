// What a node's fence is told.

/** What comes in. `started` is the first input of a run. */
export type FenceInput =
  | { readonly kind: 'started' }
  /** The cloud answered a beat; `isCurrent`: the node has all that its own feed has. */
  | {
      readonly kind: 'answered'
      readonly agoMs: number
      readonly isDirect: boolean
      readonly isCurrent: boolean
    }
  | { readonly kind: 'looked'; readonly look: FenceLook }
  | { readonly kind: 'tick' }

/** What a node sees of itself each round: who vouches for it, and how long it may be held. */
export interface FenceLook {
  /** How long ago half of the observers had said that it lives; undefined where that many never did. */
  readonly vouchedAgoMs: number | undefined
  readonly observers: number
  readonly maxHoldMs: number | undefined
}
