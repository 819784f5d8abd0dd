// What a replica of the cloud says of itself to the others; it travels signed as `cloud`.
import type { Fault } from '../src/kernel/fault.ts'
import { limits } from './limits.ts'
import { bounded, decoded, finished, named, wire } from './wire.ts'

/** One replica, there at the moment. */
export interface ReplicaSaid {
  readonly replica: string
  /** Tells two processes of one name apart. */
  readonly run: string
  /** Where its door for commands listens: `host:port`. */
  readonly door: string
  /** It is about to stop: others need not wait. */
  readonly leaving: boolean
}

const bound = { what: 'a word of a replica', bytesMax: limits.replicaBytes }

/** The bytes of what a replica says. */
export const encodeReplica = (said: ReplicaSaid): Uint8Array => finished(wire.Replica.encode(said))

/** Reads what a replica says: MALFORMED or TOO_LARGE otherwise. */
export const decodeReplica = (bytes: Uint8Array): ReplicaSaid | Fault =>
  decoded(bytes, bound, wire.Replica, ({ replica, run, door, leaving }) => ({
    replica: named(replica, 'replica'),
    run: named(run, 'run'),
    door: bounded(door, 'door'),
    leaving,
  }))
