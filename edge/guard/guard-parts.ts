// What a node's guard stands on, and what it says of callers.
import type { Clock } from '../../bus/clock.ts'
import type { Door } from '../../bus/door.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Open } from '../../bus/journal/parts.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Store } from '../../bus/store.ts'
import type { Tap } from '../../bus/tap.ts'
import type { TokenKey } from '../../src/identity/token-keys.ts'
import type { User } from '../../src/identity/user.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { SendUp } from '../send-up.ts'
import type { NodeCredentials } from './credentials.ts'

/** What a guard is told at its start. */
export interface GuardConfig {
  readonly node: NodeId
  /** The domain of the cluster's services. */
  readonly domain: string
  /** Where the API listens beside loopback: for pods, on the LAN. */
  readonly ownAddresses: readonly string[]
  readonly times: GuardTimes
}

/** How long a guard waits. */
export interface GuardTimes {
  /** For a decision of the cloud, before the last one counts. */
  readonly decideMs: number
  /** Before a question without an answer is asked again. */
  readonly retryMs: number
  /** Between two looks at what is to be renewed. */
  readonly tendMs: number
  /** Before the cluster's keys are asked for again. */
  readonly trustMs: number
}

/** What suits every pace: the cloud answers within milliseconds, or not at all. */
export const guardTimes: GuardTimes = {
  decideMs: 1_000,
  retryMs: 5_000,
  tendMs: 600_000,
  trustMs: 3_600_000,
}

/** The objects that the node has, as its mirror shows them. */
export interface GuardObjects {
  /** One object of the core group. */
  readonly get: (resource: string, namespace: string, name: string) => KubeObject | undefined
  /** The pods of the node. */
  readonly pods: () => readonly KubeObject[]
  /** The persistent volumes that they use. */
  readonly volumes: () => readonly KubeObject[]
}

/** A guard's parts; the caller owns them. */
export interface GuardParts {
  readonly clock: Clock
  readonly random: Random
  readonly keyring: Pick<Keyring, 'hash' | 'lock' | 'publicKeys' | 'sign' | 'unlock' | 'verify'>
  readonly config: GuardConfig
  readonly credentials: NodeCredentials
  /** Whether a signature was made with the private half of a key; never throws. */
  readonly verifyToken: (key: TokenKey, signed: Uint8Array, signature: Uint8Array) => boolean
  /** Where what the cloud said is kept; its values are locked. */
  readonly openStore: Open<Store>
  readonly objects: GuardObjects
  /** Hands a question to the cloud, on whatever path there is. */
  readonly send: SendUp
  /** The cluster's API as the node; undefined where there is no way to it but the bus. */
  readonly cluster: HttpClient | undefined
  readonly door: Door
  readonly tap: Tap
}

/** What a connection and its request show of who asks. */
export interface Shown {
  /** A client certificate (DER) whose key the caller has; whether it counts is looked at here. */
  readonly certificate: Uint8Array | undefined
  /** A bearer token. */
  readonly bearer: string | undefined
}

/** Who asks, and how that is known. */
export interface Caller extends User {
  readonly by: 'certificate' | 'cluster-token' | 'node-token' | 'nothing'
}

/** Nobody who is known: why he is not believed. */
export interface Stranger {
  readonly because: string
}

/**
 * Whether something may be done; the reason is empty where there is none to tell. `undecided`: the cloud should know and has
 * not said; a node with a link hands such a request on, whose server decides it anyway.
 */
export type Authorized =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly undecided: boolean }
