// Beats that came inside a peer's: heard only when their own node signed them, and each at most once.
import type { Door } from '../bus/door.ts'
import type { Keyring } from '../bus/keyring.ts'
import { decodeBeat } from '../schemas/beat.ts'
import { openSigned } from '../schemas/signed.ts'
import type { Beat } from '../src/health/words.ts'
import { isFault } from '../src/kernel/fault.ts'
import { producerId } from '../src/kernel/ids.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import { nodeOf } from './pinned-key.ts'

/** What relayed beats are judged with. */
export interface RelayedBeatsParts {
  readonly keyring: Pick<Keyring, 'verify'>
  readonly door: Door
  /** A producer's pinned key; undefined for strangers. */
  readonly keyOf: (producer: ProducerId) => Uint8Array | undefined
}

type Place = Pick<Beat, 'stateEpoch' | 'incarnation' | 'ask'>

/** Opens relayed beats. A relay may lose or delay them; it cannot make, change or repeat them. */
export class RelayedBeats {
  readonly #parts: RelayedBeatsParts
  /** The newest relayed beat of each node whose signature held. */
  readonly #newest = new Map<NodeId, Place>()

  constructor(parts: RelayedBeatsParts) {
    this.#parts = parts
  }

  /** The beat, if its node signed it and it is newer than all that were relayed before; others are counted. */
  take(bytes: Uint8Array, relay: NodeId): Beat | undefined {
    const { keyring, door, keyOf } = this.#parts
    const opened = openSigned(bytes, {
      context: 'beat',
      keyOf: (signer) => keyOf(producerId(signer)),
      verify: keyring.verify,
    })
    if (isFault(opened)) return this.#refuse('relayed beat refused', relay, opened.code)
    const beat = decodeBeat(opened.payload)
    if (isFault(beat)) return this.#refuse('relayed beat unreadable', relay, beat.code)
    if (nodeOf(producerId(opened.signer)) !== beat.node || beat.node === relay)
      return this.#refuse('relayed beat under another name', relay)
    if (!isNewer(beat, this.#newest.get(beat.node))) {
      door.refuse('relayed beat again', { node: beat.node, relay })
      return undefined
    }
    const { node, stateEpoch, incarnation, ask } = beat
    this.#newest.set(node, { stateEpoch, incarnation, ask })
    return beat
  }

  /** A node that is forgotten has no key any more; introduced again it counts anew. */
  forget(node: NodeId): void {
    this.#newest.delete(node)
  }

  #refuse(reason: string, relay: NodeId, code?: string): undefined {
    this.#parts.door.refuse(reason, { relay, code })
    return undefined
  }
}

/** Relayed beats always ask, so each has a number in its incarnation; a wiped node counts anew in a newer epoch. */
function isNewer(one: Place, known: Place | undefined): boolean {
  if (known === undefined) return true
  if (one.stateEpoch !== known.stateEpoch) return one.stateEpoch > known.stateEpoch
  if (one.incarnation !== known.incarnation) return one.incarnation > known.incarnation
  return one.ask > known.ask
}
