// Who asks the local API, and whether he may: what it is given to find out.
import type { Decided } from '../../src/identity/access-book.ts'
import type { RequestInfo } from '../../src/objects/request/info.ts'

/** Somebody whose name is proved. */
export interface Caller {
  readonly name: string
  readonly groups: readonly string[]
  /**
   * What proves him. `node-token`: a token that the node gave while it was alone, unknown to the cluster; `nothing`: he shows
   * nothing, and is nobody.
   */
  readonly by: 'certificate' | 'cluster-token' | 'node-token' | 'nothing'
}

/** What a request shows of its caller. */
export interface Shown {
  /** A client certificate (DER) whose key the caller has; whether it counts is looked at by whoever is asked. */
  readonly certificate: Uint8Array | undefined
  /** A bearer token. */
  readonly bearer: string | undefined
}

/** Answers who it is; undefined: nobody who is known. */
export type Identify = (shown: Shown, done: (caller: Caller | undefined) => void) => void

/** Whether something may be done, and why not; what is undecided the cluster decides, if it can be asked. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly undecided?: boolean }

/** Answers whether a caller may do what a request wants. */
export type Authorize = (
  caller: Caller,
  wanted: RequestInfo,
  done: (decision: Decision) => void,
) => void

/** Both, and what stands for the node's own tokens at the cluster. */
export interface Guard {
  readonly identify: Identify
  readonly authorize: Authorize
  /** All that was decided about a caller and is known here. */
  readonly decided: (caller: Caller) => readonly Decided[]
  /** The cluster's token for who shows one of the node's; undefined where none is to be had. */
  readonly standIn?: (bearer: string, done: (token: string | undefined) => void) => void
}

/** The name of a node's own kubelet. */
export const selfName = (node: string): string => `system:node:${node}`
